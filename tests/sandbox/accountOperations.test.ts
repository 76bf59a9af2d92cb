import {
  Asset,
  AuthClawbackEnabledFlag,
  AuthImmutableFlag,
  AuthRevocableFlag,
  Keypair,
  Memo,
  Operation,
  scValToNative,
  TransactionBuilder,
} from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  build,
  fundedAccount,
  type LocalNetwork,
  operationCodes,
  refusal,
  run,
  startNetwork,
  submit,
  usdcHolder,
} from './localNetwork.ts'

let network: LocalNetwork
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.close())

const account = (keypair: Keypair) => network.server.getAccountEntry(keypair.publicKey())
const merge = (destination: Keypair) => Operation.accountMerge({ destination: destination.publicKey() })

describe('accountMerge', () => {
  test('gives all XLM to the destination, removes the account and says so in an event', async () => {
    const [alice, bob] = [await fundedAccount(network), await fundedAccount(network)]
    const source = await network.server.getAccount(alice.publicKey())
    const transaction = new TransactionBuilder(source, { fee: '100', networkPassphrase: network.passphrase })
      .addOperation(merge(bob))
      .addMemo(Memo.id('9'))
      .setTimeout(0)
      .build()
    transaction.sign(alice)

    const merged = await submit(network, transaction)

    expect(operationCodes(merged)).toEqual(['accountMergeSuccess'])
    expect((await account(bob)).balance).toBe(199_999_999_900n)
    await expect(account(alice)).rejects.toThrow('not found')
    const { events } = await network.server.getEvents({
      startLedger: merged.ledger,
      filters: [{ type: 'contract', contractIds: [Asset.native().contractId(network.passphrase)] }],
    })
    const moves = events.map(({ topic, value }) => [...topic.map(scValToNative), scValToNative(value)])
    expect(moves).toContainEqual([
      'transfer',
      alice.publicKey(),
      bob.publicKey(),
      'native',
      { amount: 99_999_999_900n, to_muxed_id: 9n },
    ])
  })

  test('gives the reserve of a sponsored account back to its sponsor', async () => {
    const [sponsor, bob] = [await fundedAccount(network), await fundedAccount(network)]
    const child = Keypair.random()
    const operations = [
      Operation.beginSponsoringFutureReserves({ sponsoredId: child.publicKey() }),
      Operation.createAccount({ destination: child.publicKey(), startingBalance: '1' }),
      Operation.endSponsoringFutureReserves({ source: child.publicKey() }),
    ]
    const created = await build(network, sponsor.publicKey(), operations)
    created.sign(sponsor, child)
    await submit(network, created)

    await run(network, child, merge(bob))

    const { ext } = await account(sponsor)
    expect(ext.type === 'v1' && ext.v1.ext.type === 'v2' ? ext.v1.ext.v2.numSponsoring : -1).toBe(0)
    expect((await account(bob)).balance).toBe(100_009_999_900n)
  })

  test.each([
    ['holds a trustline', 'accountMergeHasSubEntries', () => usdcHolder(network)],
    ['sponsors somebody', 'accountMergeIsSponsor', sponsor],
    ['may never be changed', 'accountMergeImmutableSet', immutable],
    ['has a sequence number of the future', 'accountMergeSeqnumTooFar', farAhead],
  ])('is refused when the account %s', async (_name, code, make) => {
    const [source, bob] = [await make(), await fundedAccount(network)]
    expect(operationCodes(await run(network, source, merge(bob)))).toEqual([code])
    expect((await account(source)).balance).toBeGreaterThan(0n)
  })

  test('is refused when the destination does not exist, or is the account itself', async () => {
    const alice = await fundedAccount(network)
    expect(operationCodes(await run(network, alice, merge(Keypair.random())))).toEqual(['accountMergeNoAccount'])
    const transaction = await build(network, alice.publicKey(), [merge(alice)])
    transaction.sign(alice)
    expect(await refusal(network, transaction)).toBe('txFailed')
  })

  async function sponsor(): Promise<Keypair> {
    const [keypair, friend] = [await fundedAccount(network), await fundedAccount(network)]
    const operations = [
      Operation.beginSponsoringFutureReserves({ sponsoredId: friend.publicKey() }),
      Operation.manageData({ name: 'a', value: 'b', source: friend.publicKey() }),
      Operation.endSponsoringFutureReserves({ source: friend.publicKey() }),
    ]
    const transaction = await build(network, keypair.publicKey(), operations)
    transaction.sign(keypair, friend)
    await submit(network, transaction)
    return keypair
  }

  async function immutable(): Promise<Keypair> {
    const keypair = await fundedAccount(network)
    await run(network, keypair, Operation.setOptions({ setFlags: AuthImmutableFlag }))
    return keypair
  }

  async function farAhead(): Promise<Keypair> {
    const keypair = await fundedAccount(network)
    await run(network, keypair, Operation.bumpSequence({ bumpTo: (2n ** 62n).toString() }))
    return keypair
  }
})

describe('bumpSequence', () => {
  test('raises the number that the next transaction has to follow', async () => {
    const alice = await fundedAccount(network)
    const wanted = (await account(alice)).seqNum + 1_000n
    await run(network, alice, Operation.bumpSequence({ bumpTo: wanted.toString() }))
    expect((await account(alice)).seqNum).toBe(wanted)
    expect((await run(network, alice, Operation.manageData({ name: 'a', value: 'b' }))).status).toBe('SUCCESS')
  })

  test('to a lower number changes nothing', async () => {
    const alice = await fundedAccount(network)
    const before = (await account(alice)).seqNum
    const bumped = await run(network, alice, Operation.bumpSequence({ bumpTo: '1' }))
    expect(operationCodes(bumped)).toEqual(['bumpSequenceSuccess'])
    expect((await account(alice)).seqNum).toBe(before + 1n)
  })
})

describe('setTrustLineFlags', () => {
  async function issuerAndHolder(): Promise<{ issuer: Keypair; holder: Keypair; asset: Asset }> {
    const [issuer, holder] = [await fundedAccount(network), await fundedAccount(network)]
    const asset = new Asset('OWN', issuer.publicKey())
    await run(network, holder, Operation.changeTrust({ asset }))
    await run(network, issuer, Operation.payment({ destination: holder.publicKey(), asset, amount: '5' }))
    return { issuer, holder, asset }
  }
  const flags = (holder: Keypair, asset: Asset, changes: { authorized?: boolean; clawbackEnabled?: boolean }) =>
    Operation.setTrustLineFlags({ trustor: holder.publicKey(), asset, flags: changes })

  test('freezes and frees a holder, with an event for each', async () => {
    const { issuer, holder, asset } = await issuerAndHolder()
    await run(network, issuer, Operation.setOptions({ setFlags: AuthRevocableFlag }))
    const frozen = await run(network, issuer, flags(holder, asset, { authorized: false }))
    expect(operationCodes(frozen)).toEqual(['setTrustLineFlagsSuccess'])
    const back = Operation.payment({ destination: issuer.publicKey(), asset, amount: '1' })
    expect(operationCodes(await run(network, holder, back))).toEqual(['paymentSrcNotAuthorized'])
    await run(network, issuer, flags(holder, asset, { authorized: true }))
    expect(operationCodes(await run(network, holder, back))).toEqual(['paymentSuccess'])
    const { events } = await network.server.getEvents({
      startLedger: frozen.ledger,
      filters: [{ type: 'contract', contractIds: [asset.contractId(network.passphrase)] }],
    })
    const said = events.map(({ topic, value }) => [...topic.map(scValToNative), scValToNative(value)])
    const name = `OWN:${issuer.publicKey()}`
    expect(said.slice(0, 2)).toEqual([
      ['set_authorized', holder.publicKey(), name, false],
      ['set_authorized', holder.publicKey(), name, true],
    ])
  })

  test('takes nothing away unless the issuer said that it might', async () => {
    const { issuer, holder, asset } = await issuerAndHolder()
    const failed = await run(network, issuer, flags(holder, asset, { authorized: false }))
    expect(operationCodes(failed)).toEqual(['setTrustLineFlagsCantRevoke'])
  })

  test('needs a trustline, and an issuer who asks', async () => {
    const { issuer, holder, asset } = await issuerAndHolder()
    const stranger = await fundedAccount(network)
    const failed = await run(network, issuer, flags(stranger, asset, { authorized: true }))
    expect(operationCodes(failed)).toEqual(['setTrustLineFlagsNoTrustLine'])
    const transaction = await build(network, stranger.publicKey(), [flags(holder, asset, { authorized: true })])
    transaction.sign(stranger)
    expect(await refusal(network, transaction)).toBe('txFailed')
  })

  test('gives clawback up, also of a claimable balance made afterwards', async () => {
    const [issuer, holder] = [await fundedAccount(network), await fundedAccount(network)]
    const asset = new Asset('OWN', issuer.publicKey())
    await run(network, issuer, Operation.setOptions({ setFlags: AuthRevocableFlag | AuthClawbackEnabledFlag }))
    await run(network, holder, Operation.changeTrust({ asset }))
    const given = await run(network, issuer, flags(holder, asset, { clawbackEnabled: false }))
    expect(operationCodes(given)).toEqual(['setTrustLineFlagsSuccess'])
    expect((await network.server.getTrustline(holder.publicKey(), asset)).flags).toBe(1)
  })
})
