import { Asset, Claimant, type Keypair, Operation, type rpc, scValToNative, type xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  build,
  fundedAccount,
  type LocalNetwork,
  operationCodes,
  refusal,
  run,
  startNetwork,
  usdcBalance,
  usdcHolder,
} from './localNetwork.ts'

let network: LocalNetwork
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.close())

const claimant = (keypair: Keypair, predicate?: xdr.ClaimPredicate) => new Claimant(keypair.publicKey(), predicate)
const create = (amount: string, claimants: Claimant[], asset = network.usdc) =>
  Operation.createClaimableBalance({ asset, amount, claimants })
const claim = (balanceId: string) => Operation.claimClaimableBalance({ balanceId })

/** The id that the network gave the balance, which the SDK derives on its own. */
async function createdBy(source: Keypair, ...operations: xdr.Operation[]): Promise<string> {
  const transaction = await build(network, source.publicKey(), operations)
  const ids = operations.map((_, index) => transaction.getClaimableBalanceId(index))
  transaction.sign(source)
  const sent = await network.server.sendTransaction(transaction)
  const applied = await network.server.pollTransaction(sent.hash, { attempts: 200, sleepStrategy: () => 10 })
  expect(applied.status).toBe('SUCCESS')
  return ids.at(-1) ?? expect.fail('no operation')
}

async function usdcEvents(applied: { ledger: number }): Promise<unknown[]> {
  const { events } = await network.server.getEvents({
    startLedger: applied.ledger,
    endLedger: applied.ledger + 1,
    filters: [{ type: 'contract', contractIds: [network.usdcContractId] }],
  })
  return events.map(({ topic, value }) => [...topic.slice(0, -1).map(scValToNative), scValToNative(value)])
}

const account = (keypair: Keypair) => network.server.getAccountEntry(keypair.publicKey())
const sponsoring = (entry: xdr.AccountEntry): number =>
  entry.ext.type === 'v1' && entry.ext.v1.ext.type === 'v2' ? entry.ext.v1.ext.v2.numSponsoring : 0

describe('a claimable balance', () => {
  test('is set aside by its creator and taken by its claimant, with an event for each move', async () => {
    const [alice, bob] = [await usdcHolder(network, '10'), await usdcHolder(network)]
    const balanceId = await createdBy(alice, create('1', [claimant(bob)]), create('4', [claimant(bob)]))
    expect(await usdcBalance(network, alice.publicKey())).toBe('50000000')

    const claimed = await run(network, bob, claim(balanceId))

    expect(operationCodes(claimed)).toEqual(['claimClaimableBalanceSuccess'])
    expect(await usdcBalance(network, bob.publicKey())).toBe('40000000')
    const [[name, from, to, amount]] = (await usdcEvents(claimed)) as [unknown[]]
    expect([name, to, amount]).toEqual(['transfer', bob.publicKey(), 40_000_000n])
    expect(from).toMatch(/^B[A-Z2-7]+$/)
    expect(operationCodes(await run(network, bob, claim(balanceId)))).toEqual(['claimClaimableBalanceDoesNotExist'])
  })

  test('leaves an event from its creator to the same address that pays it out later', async () => {
    const [alice, bob] = [await usdcHolder(network, '10'), await usdcHolder(network)]
    const created = await run(network, alice, create('2', [claimant(bob)]))
    const [[name, from, to, amount]] = (await usdcEvents(created)) as [unknown[]]
    expect([name, from, amount]).toEqual(['transfer', alice.publicKey(), 20_000_000n])
    const claimed = await run(network, bob, claim(createdId(created)))
    expect((await usdcEvents(claimed))[0]).toEqual(['transfer', to, bob.publicKey(), 20_000_000n])
  })

  test('costs its creator one reserve for each claimant, until it is claimed', async () => {
    const [alice, bob, carol] = [await usdcHolder(network, '10'), await usdcHolder(network), await usdcHolder(network)]
    const balanceId = await createdBy(alice, create('1', [claimant(bob), claimant(carol)]))
    expect(sponsoring(await account(alice))).toBe(2)
    await run(network, carol, claim(balanceId))
    expect(sponsoring(await account(alice))).toBe(0)
  })

  test('needs a creator who can afford the reserve and the amount', async () => {
    const [rich, bob] = [await fundedAccount(network), await usdcHolder(network)]
    const poor = await fundedAccount(network)
    const away = Operation.payment({ destination: rich.publicKey(), asset: Asset.native(), amount: '9998.9' })
    await run(network, poor, away)
    const failed = await run(network, poor, create('0.05', [claimant(bob)], Asset.native()))
    expect(operationCodes(failed)).toEqual(['createClaimableBalanceLowReserve'])
    const without = await run(network, rich, create('1', [claimant(bob)]))
    expect(operationCodes(without)).toEqual(['createClaimableBalanceNoTrust'])
    const holder = await usdcHolder(network, '1')
    const short = await run(network, holder, create('1.0000001', [claimant(bob)]))
    expect(operationCodes(short)).toEqual(['createClaimableBalanceUnderfunded'])
  })

  test('is taken by nobody else, and only by somebody who can hold it', async () => {
    const [alice, bob, carol] = [
      await usdcHolder(network, '10'),
      await fundedAccount(network),
      await usdcHolder(network),
    ]
    const balanceId = await createdBy(alice, create('3', [claimant(bob)]))
    expect(operationCodes(await run(network, carol, claim(balanceId)))).toEqual(['claimClaimableBalanceCannotClaim'])
    expect(operationCodes(await run(network, bob, claim(balanceId)))).toEqual(['claimClaimableBalanceNoTrust'])
    await run(network, bob, Operation.changeTrust({ asset: network.usdc, limit: '2' }))
    expect(operationCodes(await run(network, bob, claim(balanceId)))).toEqual(['claimClaimableBalanceLineFull'])
  })

  test.each([
    ['before a time that has passed', () => Claimant.predicateBeforeAbsoluteTime('1'), false],
    ['before a time that is far away', () => Claimant.predicateBeforeAbsoluteTime('99999999999'), true],
    ['within no time from its creation', () => Claimant.predicateBeforeRelativeTime('0'), false],
    ['within a day from its creation', () => Claimant.predicateBeforeRelativeTime('86400'), true],
    ['not before now', () => Claimant.predicateNot(Claimant.predicateBeforeAbsoluteTime('1')), true],
    ['one way or another', () => either(Claimant.predicateBeforeAbsoluteTime('1'), unconditional()), true],
    ['one way and another', () => both(Claimant.predicateBeforeAbsoluteTime('1'), unconditional()), false],
  ])('that can be claimed %s holds its claimant to that', async (_when, predicate, possible) => {
    const [alice, bob] = [await usdcHolder(network, '10'), await usdcHolder(network)]
    const balanceId = await createdBy(alice, create('3', [claimant(bob, predicate())]))
    const code = possible ? 'claimClaimableBalanceSuccess' : 'claimClaimableBalanceCannotClaim'
    expect(operationCodes(await run(network, bob, claim(balanceId)))).toEqual([code])
  })

  test.each([
    ['for the same account twice', (bob: Keypair) => [claimant(bob), claimant(bob)]],
    [
      'under a condition before the beginning of time',
      (bob: Keypair) => [claimant(bob, Claimant.predicateBeforeAbsoluteTime('-1'))],
    ],
    ['under a condition nested five deep', (bob: Keypair) => [claimant(bob, nested(4))]],
  ])('%s is refused before it costs anything', async (_what, claimants) => {
    const [alice, bob] = [await usdcHolder(network, '10'), await usdcHolder(network)]
    const transaction = await build(network, alice.publicKey(), [create('1', claimants(bob))])
    transaction.sign(alice)
    expect(await refusal(network, transaction)).toBe('txFailed')
  })

  test('of the issuer is minted when it is set aside', async () => {
    const alice = await usdcHolder(network, '10')
    const issuer = await fundedAccount(network)
    const own = new Asset('OWN', issuer.publicKey())
    const { ledger } = await run(network, issuer, create('1', [claimant(alice)], own))
    const { events } = await network.server.getEvents({
      startLedger: ledger,
      filters: [{ type: 'contract', contractIds: [own.contractId(network.passphrase)] }],
    })
    expect(events.map(({ topic }) => scValToNative(topic[0] ?? expect.fail('no topic')))).toEqual(['mint'])
  })
})

const unconditional = () => Claimant.predicateUnconditional()
const either = (left: xdr.ClaimPredicate, right: xdr.ClaimPredicate) => Claimant.predicateOr(left, right)
const both = (left: xdr.ClaimPredicate, right: xdr.ClaimPredicate) => Claimant.predicateAnd(left, right)

function nested(depth: number): xdr.ClaimPredicate {
  return depth === 0 ? unconditional() : Claimant.predicateNot(nested(depth - 1))
}

function createdId(applied: rpc.Api.GetSuccessfulTransactionResponse | rpc.Api.GetFailedTransactionResponse): string {
  const { result } = applied.resultXdr
  const [first] = 'results' in result ? result.results : []
  if (first?.type !== 'opInner' || first.tr.type !== 'createClaimableBalance') return expect.fail('nothing was created')
  const created = first.tr.createClaimableBalanceResult
  return created.type === 'createClaimableBalanceSuccess' ? created.balanceId.toXdr('hex') : expect.fail(created.type)
}
