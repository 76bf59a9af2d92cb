import { describe, expect, it } from 'vitest'
import { transferVerdict } from '../../domain/ledger/transferVerdict.ts'

const parties = {
  treasury: 'G_TREASURY',
  isWallet: (address: string) => address.startsWith('G_WALLET'),
  isSpareWallet: (address: string) => address.startsWith('G_SPARE'),
  isEscrow: (address: string) => address.startsWith('C_ESCROW'),
  isOurStep: (hash: string) => hash === 'our step',
}

describe('a USDC transfer seen on chain', () => {
  it.each([
    ['G_STRANGER', 'G_WALLET_1', 'deposit'],
    ['G_ISSUER', 'G_WALLET_1', 'deposit'],
    ['C_STRANGER', 'G_WALLET_1', 'deposit'],
    ['B_CLAIMABLE', 'G_WALLET_1', 'deposit'],
    ['G_STRANGER', 'G_SPARE_1', 'stray_deposit'],
    ['G_STRANGER', 'C_ESCROW_1', 'escrow_dust'],
    ['G_STRANGER', 'G_TREASURY', 'treasury_funding'],
    ['G_STRANGER', 'G_OTHER', 'ignored'],
  ])('from %s to %s counts as %s, whoever sent the transaction', (from, to, verdict) => {
    expect(transferVerdict({ from, to, transactionHash: 'a stranger' }, parties)).toBe(verdict)
    expect(transferVerdict({ from, to, transactionHash: 'our step' }, parties)).toBe(verdict)
  })

  it.each([
    ['C_ESCROW_1', 'G_WALLET_1', 'own_escrow'],
    ['C_ESCROW_1', 'G_PROTOCOL', 'own_escrow'],
    ['C_ESCROW_1', 'G_TREASURY', 'own_escrow'],
    ['G_WALLET_1', 'C_ESCROW_1', 'own_escrow'],
    ['G_TREASURY', 'G_WALLET_1', 'top_up'],
    ['G_TREASURY', 'G_STRANGER', 'outgoing'],
    ['G_TREASURY', 'G_TREASURY', 'outgoing'],
    ['G_WALLET_1', 'G_STRANGER', 'outgoing'],
    ['G_WALLET_1', 'G_TREASURY', 'outgoing'],
    ['G_WALLET_1', 'G_WALLET_2', 'deposit'],
    ['G_SPARE_1', 'G_STRANGER', 'outgoing'],
  ])('from %s to %s counts as %s when a step of ours sent it, and else has no explanation', (from, to, verdict) => {
    expect(transferVerdict({ from, to, transactionHash: 'our step' }, parties)).toBe(verdict)
    expect(transferVerdict({ from, to, transactionHash: 'a stranger' }, parties)).toBe('unexplained')
  })
})
