import { Account, Keypair, MuxedAccount, TransactionBuilder } from '@stellar/stellar-sdk'
import { describe, expect, test } from 'vitest'
import { buildClassic } from '../../../chain/classic/buildClassic.ts'
import { withdrawalMark } from '../../../chain/classic/withdrawalMark.ts'
import type { ClassicIntent } from '../../../chain/intent.ts'
import type { ChainConfig } from '../../../chain/network.ts'
import { recogniseTransaction } from '../../../chain/recovery/recogniseTransaction.ts'
import type { WithdrawalMemo } from '../../../domain/withdrawal/terms.ts'

const PASSPHRASE = 'Standalone Network ; February 2017'
const [wallet, treasury, issuer, receiver] = [1, 2, 3, 4].map(() => Keypair.random()) as [
  Keypair,
  Keypair,
  Keypair,
  Keypair,
]
const network = { passphrase: PASSPHRASE, usdcIssuer: issuer.publicKey() }
const STEP = 'wdr_1:pay'

/** What the ledger shows of a step of ours: signed, in a fee bump that the treasury pays. */
function sent(intent: ClassicIntent, attempt: number): string {
  const inner = buildClassic(intent, {
    stepKey: STEP,
    attempt,
    config: { ...network } as ChainConfig,
    source: wallet.publicKey(),
    sequence: 7n,
    feePerOperationStroops: 100n,
    maxTimeSeconds: 4_000_000_000,
    existing: new Map(),
  })
  inner.sign(wallet)
  const bump = TransactionBuilder.buildFeeBumpTransaction(treasury, '1000', inner, PASSPHRASE)
  bump.sign(treasury)
  return bump.toXdr()
}

const withdraw = (destination: string, memo: WithdrawalMemo | null) =>
  ({
    kind: 'withdraw',
    withdrawalId: 'wdr_1',
    wallet: wallet.publicKey(),
    destination,
    amountStroops: '12345678',
    memo,
  }) as const

describe('a withdrawal is read off its envelope', () => {
  const muxed = new MuxedAccount(new Account(receiver.publicKey(), '0'), '42').accountId()
  test.each([
    ['without a memo', receiver.publicKey(), null],
    ['with a text', receiver.publicKey(), { type: 'text', value: 'Grüße 77' }],
    ['with a number', receiver.publicKey(), { type: 'id', value: '18446744073709551615' }],
    ['to an address with a number in it', muxed, null],
  ] as const)('%s, with the mark of its attempt and who paid for it', (_, destination, memo) => {
    const found = recogniseTransaction(sent(withdraw(destination, memo), 3), network)
    expect(found.content).toEqual({ what: 'withdrawal', destination, amountStroops: '12345678', memo })
    expect(found.minTimeSeconds).toBe(withdrawalMark(STEP, 3))
    expect([found.source, found.feeSource]).toEqual([wallet.publicKey(), treasury.publicKey()])
  })
})

test('a payment of the treasury is none, also of one wallet alone', () => {
  const payments = [{ address: receiver.publicKey(), amountStroops: '5' }]
  expect(recogniseTransaction(sent({ kind: 'topUp', payments }, 1), network).content).toMatchObject({
    what: 'payments',
    payments,
  })
})
