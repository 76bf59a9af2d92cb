import { createHash } from 'node:crypto'
import {
  Account,
  Asset,
  type FeeBumpTransaction,
  Keypair,
  MuxedAccount,
  Operation,
  type Transaction,
  TransactionBuilder,
} from '@stellar/stellar-sdk'
import { describe, expect, test } from 'vitest'
import { decodeTransaction } from '../../sandbox/ledger/transactionFrame.ts'

const PASSPHRASE = 'Standalone Network ; February 2017'
const networkId = createHash('sha256').update(PASSPHRASE).digest()
const [buyer, payer] = [Keypair.random(), Keypair.random()]

function muxed(keypair: Keypair): string {
  return new MuxedAccount(new Account(keypair.publicKey(), '7'), '42').accountId()
}

function payment(source: Account | MuxedAccount): Transaction {
  const operation = Operation.payment({ destination: muxed(payer), asset: Asset.native(), amount: '1.5' })
  return new TransactionBuilder(source, { fee: '100', networkPassphrase: PASSPHRASE })
    .addOperation(operation)
    .setTimeout(60)
    .build()
}

function signed<T extends Transaction | FeeBumpTransaction>(transaction: T, ...signers: Keypair[]): T {
  transaction.sign(...signers)
  return transaction
}

const account = (): Account => new Account(buyer.publicKey(), '7')
const bump = (feeSource: Keypair | string, inner: Transaction): FeeBumpTransaction =>
  TransactionBuilder.buildFeeBumpTransaction(feeSource, '1000', inner, PASSPHRASE)

/** Someone who knows the preimage signs with it, whatever its length. */
function signedByPreimage(): Transaction {
  const transaction = payment(account())
  transaction.signHashX(Buffer.from('five!'))
  return signed(transaction, buyer)
}

describe('the hashes of an envelope', () => {
  test.each([
    ['without a signature', payment(account())],
    ['with one signature', signed(payment(account()), buyer)],
    ['with two signatures', signed(payment(account()), buyer, payer)],
    ['with a signature that does not fill whole groups of four bytes', signedByPreimage()],
    ['of a muxed account', signed(payment(new MuxedAccount(account(), '42')), buyer)],
  ])('are those that the SDK signs: a transaction %s', (_name, transaction) => {
    const frame = decodeTransaction(transaction.toXdr(), networkId)
    expect(frame.hashHex).toBe(hex(transaction.hash()))
    expect(frame.innerHashHex).toBe(frame.hashHex)
  })

  test.each([
    ['unsigned', bump(payer, signed(payment(account()), buyer))],
    [
      'signed, around a transaction with two signatures',
      signed(bump(payer, signed(payment(account()), buyer, payer)), payer),
    ],
    ['paid by a muxed account', signed(bump(muxed(payer), signedByPreimage()), payer)],
  ])('are those that the SDK signs: a fee bump, %s', (_name, transaction) => {
    const frame = decodeTransaction(transaction.toXdr(), networkId)
    expect(frame.hashHex).toBe(hex(transaction.hash()))
    expect(frame.innerHashHex).toBe(hex(transaction.innerTransaction.hash()))
  })
})

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
