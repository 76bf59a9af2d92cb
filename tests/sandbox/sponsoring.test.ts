import { FeeBumpTransaction, Keypair, Operation, TransactionBuilder, xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  appliedTransaction,
  build,
  faucet,
  fundedAccount,
  type LocalNetwork,
  operationCodes,
  refusal,
  run,
  startNetwork,
  submit,
  usdcBalance,
  usdcHolder,
} from './localNetwork.ts'

let network: LocalNetwork
let sponsor: Keypair
beforeAll(async () => {
  network = await startNetwork()
  sponsor = await fundedAccount(network)
})
afterAll(() => network.close())

const creationOf = (wallet: string) => [
  Operation.beginSponsoringFutureReserves({ sponsoredId: wallet }),
  Operation.createAccount({ destination: wallet, startingBalance: '0' }),
  Operation.changeTrust({ asset: network.usdc, source: wallet }),
  Operation.endSponsoringFutureReserves({ source: wallet }),
]

async function sponsoredWallet(): Promise<Keypair> {
  const wallet = Keypair.random()
  const transaction = await build(network, sponsor.publicKey(), creationOf(wallet.publicKey()))
  transaction.sign(sponsor, wallet)
  expect((await submit(network, transaction)).status).toBe('SUCCESS')
  return wallet
}

describe('a sponsored wallet', () => {
  test('exists with 0 XLM and a USDC trustline whose reserves the sponsor holds', async () => {
    const before = await network.server.getAccountEntry(sponsor.publicKey())
    const wallet = await sponsoredWallet()

    const entry = await network.server.getAccountEntry(wallet.publicKey())
    expect(entry.balance).toBe(0n)
    expect(entry.numSubEntries).toBe(1)
    const counts = (account: typeof entry) => {
      const extension =
        account.ext.type === 'v1' && account.ext.v1.ext.type === 'v2' ? account.ext.v1.ext.v2 : undefined
      return { sponsored: extension?.numSponsored ?? 0, sponsoring: extension?.numSponsoring ?? 0 }
    }
    expect(counts(entry)).toEqual({ sponsored: 3, sponsoring: 0 })
    const after = await network.server.getAccountEntry(sponsor.publicKey())
    expect(counts(after).sponsoring - counts(before).sponsoring).toBe(3)
  })

  test('pays by a fee bump, found by the hash of either transaction', async () => {
    const wallet = await sponsoredWallet()
    const bob = await usdcHolder(network)
    await faucet(network, wallet.publicKey(), '10')
    const payment = Operation.payment({ destination: bob.publicKey(), asset: network.usdc, amount: '4' })
    const inner = await build(network, wallet.publicKey(), [payment])
    inner.sign(wallet)
    const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor.publicKey(), '200', inner, network.passphrase)
    bump.sign(sponsor)

    const applied = await submit(network, bump)

    expect(applied).toMatchObject({ status: 'SUCCESS', feeBump: true })
    expect(applied.resultXdr.result.type).toBe('txFeeBumpInnerSuccess')
    expect(applied.resultXdr.feeCharged).toBe(200n)
    const innerHash = Buffer.from(inner.hash()).toString('hex')
    expect((await appliedTransaction(network, innerHash)).ledger).toBe(applied.ledger)
    expect(await usdcBalance(network, bob.publicKey())).toBe('40000000')
    expect((await network.server.getAccountEntry(wallet.publicKey())).balance).toBe(0n)
  })

  test('cannot pay the fee itself', async () => {
    const wallet = await sponsoredWallet()
    const transaction = await build(network, wallet.publicKey(), [Operation.manageData({ name: 'note', value: 'x' })])
    transaction.sign(wallet)

    expect(await refusal(network, transaction)).toBe('txInsufficientBalance')
  })

  test('is refused when the sponsorship is not ended', async () => {
    const wallet = Keypair.random()
    const operations = creationOf(wallet.publicKey()).slice(0, 3)
    const transaction = await build(network, sponsor.publicKey(), operations)
    transaction.sign(sponsor, wallet)

    const failed = await submit(network, transaction)

    expect(failed.resultXdr.result.type).toBe('txBadSponsorship')
    await expect(network.server.getAccount(wallet.publicKey())).rejects.toThrow('not found')
  })

  test('is refused when the sponsor cannot afford its reserves', async () => {
    const poor = Keypair.random()
    await run(network, sponsor, Operation.createAccount({ destination: poor.publicKey(), startingBalance: '2' }))
    const wallet = Keypair.random()
    const transaction = await build(network, poor.publicKey(), creationOf(wallet.publicKey()))
    transaction.sign(poor, wallet)

    expect(operationCodes(await submit(network, transaction))).toContain('createAccountLowReserve')
  })

  test('is refused without the signature of the new key', async () => {
    const transaction = await build(network, sponsor.publicKey(), creationOf(Keypair.random().publicKey()))
    transaction.sign(sponsor)

    expect(await refusal(network, transaction)).toBe('txFailed')
  })

  test('gives the sponsor its reserve back when the trustline is closed', async () => {
    const wallet = await sponsoredWallet()
    const close = await build(network, sponsor.publicKey(), [
      Operation.changeTrust({ asset: network.usdc, limit: '0', source: wallet.publicKey() }),
    ])
    close.sign(sponsor, wallet)
    expect((await submit(network, close)).status).toBe('SUCCESS')

    const entry = await network.server.getAccountEntry(wallet.publicKey())
    const extension = entry.ext.type === 'v1' && entry.ext.v1.ext.type === 'v2' ? entry.ext.v1.ext.v2 : undefined
    expect(extension?.numSponsored).toBe(2)
  })
})

/** The SDK itself refuses to build a fee bump that bids too little. */
function withFee(bump: FeeBumpTransaction, fee: bigint): FeeBumpTransaction {
  const envelope = bump.toEnvelope()
  if (envelope.type !== 'envelopeTypeTxFeeBump') throw new Error('not a fee bump')
  const { tx, signatures } = envelope.feeBump
  const changed = new xdr.FeeBumpTransactionEnvelope({ tx: new xdr.FeeBumpTransaction({ ...tx, fee }), signatures })
  return new FeeBumpTransaction(xdr.TransactionEnvelope.envelopeTypeTxFeeBump(changed), network.passphrase)
}

describe('a fee bump', () => {
  test('is refused when it bids less for each operation than the transaction inside', async () => {
    const alice = await fundedAccount(network)
    const inner = await build(network, alice.publicKey(), [Operation.manageData({ name: 'a', value: 'b' })], {
      fee: '500',
    })
    inner.sign(alice)
    const fair = TransactionBuilder.buildFeeBumpTransaction(sponsor.publicKey(), '500', inner, network.passphrase)
    const cheap = withFee(fair, 999n)
    cheap.sign(sponsor)
    fair.sign(sponsor)

    expect(await refusal(network, cheap)).toBe('txInsufficientFee')
    expect((await submit(network, fair)).status).toBe('SUCCESS')
  })

  test('is refused when the payer did not sign it', async () => {
    const alice = await fundedAccount(network)
    const inner = await build(network, alice.publicKey(), [Operation.manageData({ name: 'a', value: 'b' })])
    inner.sign(alice)
    const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor.publicKey(), '200', inner, network.passphrase)
    bump.sign(alice)

    expect(await refusal(network, bump)).toBe('txBadAuth')
  })

  test('carries the refusal of the transaction inside', async () => {
    const alice = await fundedAccount(network)
    const account = await network.server.getAccount(alice.publicKey())
    account.incrementSequenceNumber()
    const inner = await build(network, alice.publicKey(), [Operation.manageData({ name: 'a', value: 'b' })], {
      account,
    })
    inner.sign(alice)
    const bump = TransactionBuilder.buildFeeBumpTransaction(sponsor.publicKey(), '200', inner, network.passphrase)
    bump.sign(sponsor)

    const sent = await network.server.sendTransaction(bump)

    expect(sent.errorResult?.result.type).toBe('txFeeBumpInnerFailed')
    expect(JSON.stringify(sent.errorResult?.toJson())).toContain('tx_bad_seq')
  })
})
