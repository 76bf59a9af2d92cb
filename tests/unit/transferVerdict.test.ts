import { describe, expect, it } from 'vitest'
import { transferVerdict } from '../../domain/ledger/transferVerdict.ts'

const parties = {
  treasury: 'G_TREASURY',
  isWallet: (address: string) => address.startsWith('G_WALLET'),
  isEscrow: (address: string) => address.startsWith('C_ESCROW'),
}

describe('a USDC transfer seen on chain', () => {
  it.each([
    ['G_STRANGER', 'G_WALLET_1', 'deposit'],
    ['', 'G_WALLET_1', 'deposit'],
    ['C_STRANGER', 'G_WALLET_1', 'deposit'],
    ['C_ESCROW_1', 'G_WALLET_1', 'own_escrow'],
    ['G_WALLET_1', 'C_ESCROW_1', 'own_escrow'],
    ['C_ESCROW_1', 'G_PROTOCOL', 'own_escrow'],
    ['C_ESCROW_1', 'G_TREASURY', 'own_escrow'],
    ['G_TREASURY', 'G_WALLET_1', 'top_up'],
    ['G_STRANGER', 'G_TREASURY', 'treasury_funding'],
    ['G_WALLET_1', 'G_STRANGER', 'outgoing'],
    ['G_TREASURY', 'G_STRANGER', 'outgoing'],
    ['G_STRANGER', 'G_OTHER', 'ignored'],
  ])('from %j to %j counts as %s', (from, to, verdict) => {
    expect(transferVerdict({ from, to }, parties)).toBe(verdict)
  })
})
