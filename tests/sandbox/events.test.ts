import {
  Account,
  Asset,
  type Keypair,
  Memo,
  MuxedAccount,
  nativeToScVal,
  Operation,
  scValToNative,
  TransactionBuilder,
} from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalNetwork, run, startNetwork, submit, usdcHolder } from './localNetwork.ts'

let network: LocalNetwork
let alice: Keypair
let bob: Keypair
let startLedger: number

beforeAll(async () => {
  network = await startNetwork()
  alice = await usdcHolder(network, '100')
  bob = await usdcHolder(network)
  startLedger = (await network.server.getLatestLedger()).sequence
})
afterAll(() => network.close())

const pay = (amount: string, destination = bob.publicKey()) =>
  Operation.payment({ destination, asset: network.usdc, amount })
const usdcFilter = (...topics: string[][]) => ({
  type: 'contract' as const,
  contractIds: [network.usdcContractId],
  ...(topics.length > 0 && { topics }),
})
const symbol = (text: string) => nativeToScVal(text, { type: 'symbol' }).toXdr('base64')
const address = (text: string) => nativeToScVal(text, { type: 'address' }).toXdr('base64')

describe('getEvents', () => {
  test('pages through every event once, in order, and picks up later ones from the last cursor', async () => {
    const first = await run(network, alice, pay('1'), pay('2'), pay('3'))
    const second = await run(network, alice, pay('4'))
    const seen: { id: string; amount: bigint }[] = []
    const read = async (position: { startLedger: number } | { cursor: string }, limit: number) => {
      const page = await network.server.getEvents({ ...position, filters: [usdcFilter()], limit })
      seen.push(...page.events.map((event) => ({ id: event.id, amount: scValToNative(event.value) })))
      return page
    }

    let page = await read({ startLedger: first.ledger }, 3)
    while (page.events.length > 0) page = await read({ cursor: page.cursor }, 3)
    const third = await run(network, alice, pay('5'))
    while (page.latestLedger < third.ledger || page.events.length > 0) page = await read({ cursor: page.cursor }, 3)

    expect(seen.map(({ amount }) => amount)).toEqual([1n, 2n, 3n, 4n, 5n].map((units) => units * 10_000_000n))
    expect(seen.map(({ id }) => id)).toEqual([...new Set(seen.map(({ id }) => id))].sort())
    const toid = (BigInt(first.ledger) << 32n) | (BigInt(first.applicationOrder) << 12n) | 1n
    expect(seen[1]?.id).toBe(`${toid.toString().padStart(19, '0')}-0000000000`)
    expect(second.ledger).toBeGreaterThan(first.ledger)
  })

  test('describes where an event stands', async () => {
    const applied = await run(network, alice, pay('1'), pay('2'))

    const { events } = await network.server.getEvents({ startLedger: applied.ledger, filters: [usdcFilter()] })

    const event = events.at(-1)
    expect(event).toMatchObject({
      type: 'contract',
      ledger: applied.ledger,
      txHash: applied.txHash,
      transactionIndex: applied.applicationOrder,
      operationIndex: 1,
      inSuccessfulContractCall: true,
    })
    expect(event?.contractId?.contractId()).toBe(network.usdcContractId)
    expect(event?.topic.map(scValToNative)).toEqual([
      'transfer',
      alice.publicKey(),
      bob.publicKey(),
      `USDC:${network.usdc.getIssuer()}`,
    ])
    expect(Date.parse(event?.ledgerClosedAt ?? '')).toBe(Number(applied.createdAt) * 1_000)
  })

  test.each([
    ['exact topics', () => [symbol('transfer'), address(alice.publicKey()), address(bob.publicKey()), '*'], 1],
    ['another receiver', () => [symbol('transfer'), '*', address(alice.publicKey()), '*'], 0],
    ['too few topics', () => [symbol('transfer'), '*', '*'], 0],
    ['an open end', () => [symbol('transfer'), '**'], 1],
    ['an open end behind all topics', () => ['*', '*', '*', '*', '**'], 1],
    ['another name', () => [symbol('mint'), '**'], 0],
  ])('filters by %s', async (_name, topics, expected) => {
    const { ledger } = await run(network, alice, pay('1'))
    const { events } = await network.server.getEvents({ startLedger: ledger, filters: [usdcFilter(topics())] })
    expect(events.length).toBe(expected)
  })

  test('reports XLM payments and fees under the native asset contract', async () => {
    const native = Operation.payment({ destination: bob.publicKey(), asset: Asset.native(), amount: '3' })
    const { ledger } = await run(network, alice, native)
    const filters = [{ contractIds: [Asset.native().contractId(network.passphrase)] }]

    const { events } = await network.server.getEvents({ startLedger: ledger, filters })

    expect(events.map((event) => [scValToNative(event.topic[0] ?? event.value), scValToNative(event.value)])).toEqual([
      ['fee', 100n],
      ['transfer', 30_000_000n],
    ])
  })

  test.each([
    ['a ledger that does not exist yet', { startLedger: 2 ** 30 }],
    ['a text that is no cursor', { cursor: 'yesterday' }],
  ])('refuses to start at %s', async (_name, position) => {
    const asked = network.server.getEvents({ ...position, filters: [] } as never)
    await expect(asked).rejects.toMatchObject({ message: expect.any(String) })
  })

  test('covers everything since the first ledger', async () => {
    const { oldestLedger, events } = await network.server.getEvents({ startLedger: 1, filters: [usdcFilter()] })
    expect(oldestLedger).toBe(1)
    expect(events.some((event) => event.ledger <= startLedger)).toBe(true)
  })
})

describe('the event of a payment', () => {
  test('carries the id of a muxed destination', async () => {
    const muxed = new MuxedAccount(new Account(bob.publicKey(), '0'), '420')

    const { ledger } = await run(network, alice, pay('1', muxed.accountId()))

    const { events } = await network.server.getEvents({ startLedger: ledger, filters: [usdcFilter()] })
    expect(scValToNative(events[0]?.topic[2] ?? expect.fail('no event'))).toBe(bob.publicKey())
    expect(scValToNative(events[0]?.value ?? expect.fail('no event'))).toEqual({
      amount: 10_000_000n,
      to_muxed_id: 420n,
    })
  })

  test('carries the memo when the destination is not muxed', async () => {
    const source = await network.server.getAccount(alice.publicKey())
    const transaction = new TransactionBuilder(source, { fee: '100', networkPassphrase: network.passphrase })
      .addOperation(pay('1'))
      .addMemo(Memo.text('invoice 7'))
      .setTimeout(0)
      .build()
    transaction.sign(alice)

    const { ledger } = await submit(network, transaction)

    const { events } = await network.server.getEvents({ startLedger: ledger, filters: [usdcFilter()] })
    expect(scValToNative(events[0]?.value ?? expect.fail('no event'))).toEqual({
      amount: 10_000_000n,
      to_muxed_id: 'invoice 7',
    })
  })
})
