import { xdr } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { usdcContractId } from '../../../chain/network.ts'
import type { EventsAnswer } from '../../../chain/rpc/answers.ts'
import type { ChainRpc } from '../../../chain/rpc/client.ts'
import { RpcError } from '../../../chain/rpc/errors.ts'
import { addressVal, i128Val, symbolVal, textVal } from '../../../chain/scval.ts'
import { cursorLedger, RetentionGap } from '../../../chain/transfers/cursor.ts'
import { parseTransfer } from '../../../chain/transfers/parseTransfer.ts'
import { readTransfers } from '../../../chain/transfers/read.ts'
import { address, config, contract } from './support/vendorTransaction.ts'

type Event = EventsAnswer['events'][number]
const [from, to] = [address('buyer'), address('seller')]
const asset = textVal(`USDC:${config.usdcIssuer}`)

function event(topics: readonly xdr.ScVal[], value: xdr.ScVal, changes: Partial<Event> = {}): Event {
  const id = `${(7n << 32n) + 4096n}-0000000001`
  const topic = topics.map((item) => item.toXdr('base64'))
  return {
    id,
    type: 'contract',
    ledger: 7,
    contractId: 'C',
    txHash: 'ab',
    topic,
    value: value.toXdr('base64'),
    ...changes,
  }
}

const data = (...entries: [string, xdr.ScVal][]): xdr.ScVal =>
  xdr.ScVal.scvMap(entries.map(([name, val]) => new xdr.ScMapEntry({ key: symbolVal(name), val })))
const transferTopics = [symbolVal('transfer'), addressVal(from), addressVal(to), asset]

describe('a USDC event', () => {
  it('of a transfer tells who paid whom how much', () => {
    expect(parseTransfer(event(transferTopics, i128Val(5n)), config.usdcIssuer)).toEqual({
      eventId: `${(7n << 32n) + 4096n}-0000000001`,
      transactionHash: 'ab',
      ledger: 7,
      from,
      to,
      amountStroops: '5',
      toMuxedId: null,
    })
  })

  it.each<[string, xdr.ScVal, string]>([
    ['a number', xdr.ScVal.scvU64(18_446_744_073_709_551_615n), '18446744073709551615'],
    ['a text', textVal('invoice 7'), 'invoice 7'],
    ['bytes', xdr.ScVal.scvBytes(new Uint8Array([1, 171])), '01ab'],
  ])('of a transfer to a muxed destination keeps its id when it is %s', (_name, id, text) => {
    const value = data(['amount', i128Val(5n)], ['to_muxed_id', id])
    expect(parseTransfer(event(transferTopics, value), config.usdcIssuer)).toMatchObject({
      amountStroops: '5',
      toMuxedId: text,
    })
  })

  it('of a mint comes from the issuer, in the old form and the new', () => {
    const issued = { from: config.usdcIssuer, to, amountStroops: '9' }
    const now = event([symbolVal('mint'), addressVal(to), asset], i128Val(9n))
    const before = event([symbolVal('mint'), addressVal(config.usdcIssuer), addressVal(to), asset], i128Val(9n))
    expect(parseTransfer(now, config.usdcIssuer)).toMatchObject(issued)
    expect(parseTransfer(before, config.usdcIssuer)).toMatchObject(issued)
  })

  it.each(['burn', 'clawback'])('of a %s goes to the issuer, in the old form and the new', (name) => {
    const gone = { from, to: config.usdcIssuer, amountStroops: '9' }
    expect(
      parseTransfer(event([symbolVal(name), addressVal(from), asset], i128Val(9n)), config.usdcIssuer),
    ).toMatchObject(gone)
    const before = event([symbolVal(name), addressVal(config.usdcIssuer), addressVal(from), asset], i128Val(9n))
    expect(parseTransfer(before, config.usdcIssuer)).toMatchObject(gone)
  })

  it.each<[string, Event]>([
    ['freezes somebody', event([symbolVal('set_authorized'), addressVal(from), asset], xdr.ScVal.scvBool(false))],
    ['allows something', event([symbolVal('approve'), addressVal(from), addressVal(to), asset], i128Val(5n))],
    ['belongs to a failed call', event(transferTopics, i128Val(5n), { inSuccessfulContractCall: false })],
    ['carries no amount', event(transferTopics, data(['to_muxed_id', textVal('x')]))],
    ['has an amount of another type', event(transferTopics, xdr.ScVal.scvU64(5n))],
  ])('is not counted when it %s', (_name, raw) => {
    expect(parseTransfer(raw, config.usdcIssuer)).toBeNull()
  })

  it('names a claimable balance that was claimed', () => {
    const id = xdr.ClaimableBalanceId.claimableBalanceIdTypeV0(new Uint8Array(32).fill(7))
    const balance = xdr.ScVal.scvAddress(xdr.ScAddress.scAddressTypeClaimableBalance(id))
    const claimed = event([symbolVal('transfer'), balance, addressVal(to), asset], i128Val(5n))
    expect(parseTransfer(claimed, config.usdcIssuer)).toMatchObject({ from: expect.stringMatching(/^B[A-Z2-7]+$/), to })
  })

  it('names contracts as well as accounts', () => {
    const topics = [symbolVal('transfer'), addressVal(contract('escrow')), addressVal(to), asset]
    expect(parseTransfer(event(topics, i128Val(5n)), config.usdcIssuer)?.from).toBe(contract('escrow'))
  })
})

describe('reading transfers', () => {
  const cursorAt = (ledger: number): string => `${BigInt(ledger) << 32n}-0000000000`
  const health = { status: 'healthy', latestLedger: 900, oldestLedger: 500 }
  const server = (getEvents: ChainRpc['getEvents']): ChainRpc =>
    ({ getEvents, getHealth: async () => health }) as Partial<ChainRpc> as ChainRpc

  it('takes the ledger out of a cursor', () => {
    expect(cursorLedger(cursorAt(123_456))).toBe(123_456)
    expect(() => cursorLedger('latest')).toThrow(/not an event cursor/)
  })

  it('stops at a gap when the server refuses the cursor as too old', async () => {
    const rpc = server(async () => {
      throw new RpcError('getEvents', 'refused', 'startLedger must be within the ledger range')
    })
    const reading = readTransfers(rpc, config, { cursor: cursorAt(499), limit: 10 })
    await expect(reading).rejects.toMatchObject({ name: 'RetentionGap', neededLedger: 499, oldestLedger: 500 })
  })

  it('stops at a gap when the server silently starts later', async () => {
    const rpc = server(async () => ({ events: [], cursor: cursorAt(600), latestLedger: 900, oldestLedger: 500 }))
    await expect(readTransfers(rpc, config, { cursor: cursorAt(499), limit: 10 })).rejects.toBeInstanceOf(RetentionGap)
  })

  it('says at a gap what an operator can do', () => {
    const { message } = new RetentionGap(499, 510)
    expect(message).toContain('ledger 499')
    expect(message).toContain('ledgers 499 to 509')
    expect(message).toContain('node cli/depositCursor.ts --ledger 510')
  })

  it('begins with the oldest ledger that the server has, never with the current one', async () => {
    const asked: unknown[] = []
    const rpc = server(async (query) => {
      asked.push(query.from)
      return { events: [], cursor: cursorAt(600), latestLedger: 900, oldestLedger: 500 }
    })
    await readTransfers(rpc, config, { cursor: null, limit: 10 })
    await readTransfers(rpc, config, { cursor: null, coverLedger: 500, limit: 10 })
    expect(asked).toEqual([{ startLedger: 500 }, { startLedger: 500 }])
  })

  it('does not begin when the server has forgotten a ledger that has to be covered', async () => {
    const rpc = server(async () => ({ events: [], cursor: cursorAt(600), latestLedger: 900, oldestLedger: 500 }))
    const reading = readTransfers(rpc, config, { cursor: null, coverLedger: 499, limit: 10 })
    await expect(reading).rejects.toMatchObject({ name: 'RetentionGap', neededLedger: 499, oldestLedger: 500 })
  })

  it.each([
    ['a full page', 2, cursorAt(700), true],
    ['a page that ends before the latest ledger', 0, cursorAt(800), true],
    ['a page that ends with the latest ledger', 0, cursorAt(900), false],
    ['a server that names no position', 0, undefined, false],
  ])('asks again at once after %s: %s', async (_name, events, cursor, hasMore) => {
    const page = Array.from({ length: events }, () =>
      event(transferTopics, i128Val(5n), { contractId: usdcContractId(config) }),
    )
    const rpc = server(async () => ({ events: page, cursor, latestLedger: 900, oldestLedger: 500 }))
    expect(await readTransfers(rpc, config, { cursor: cursorAt(700), limit: 2 })).toMatchObject({ hasMore })
  })

  it('takes no event of another contract for USDC, whatever the server sends', async () => {
    const real = event(transferTopics, i128Val(5n), { contractId: usdcContractId(config) })
    const fake = event(transferTopics, i128Val(6n), { contractId: contract('fake') })
    const rpc = server(async () => ({
      events: [fake, real],
      cursor: cursorAt(800),
      latestLedger: 900,
      oldestLedger: 1,
    }))
    const { transfers } = await readTransfers(rpc, config, { cursor: cursorAt(700), limit: 10 })
    expect(transfers.map(({ amountStroops }) => amountStroops)).toEqual(['5'])
  })

  it('asks for no more than five patterns, which is as many as a server takes', async () => {
    const rpc = server(async ({ topics }) => {
      expect(topics.length).toBeLessThanOrEqual(5)
      return { events: [], cursor: cursorAt(800), latestLedger: 900, oldestLedger: 1 }
    })
    expect.assertions(1)
    await readTransfers(rpc, config, { cursor: cursorAt(700), limit: 10 })
  })

  it('passes on a refusal that is no gap', async () => {
    const rpc = server(async () => {
      throw new RpcError('getEvents', 'refused', 'no access')
    })
    await expect(readTransfers(rpc, config, { cursor: cursorAt(700), limit: 10 })).rejects.toBeInstanceOf(RpcError)
  })

  it("goes on where the server's cursor says, even when nothing was found", async () => {
    const rpc = server(async () => ({ events: [], cursor: cursorAt(800), latestLedger: 900, oldestLedger: 500 }))
    const page = await readTransfers(rpc, config, { cursor: cursorAt(700), limit: 10 })
    expect(page).toEqual({
      transfers: [],
      nextCursor: cursorAt(800),
      hasMore: true,
      latestLedger: 900,
      oldestLedger: 500,
    })
  })
})
