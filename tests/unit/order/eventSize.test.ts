import { randomBytes } from 'node:crypto'
import { StrKey, xdr } from '@stellar/stellar-sdk'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deployIntent } from '../../../activities/escrow/intents.ts'
import { encodeNewEscrow } from '../../../chain/escrow/encode.ts'
import type { EscrowTerms } from '../../../chain/intent.ts'
import { addressVal, i128Val, symbolVal, textVal, vecVal } from '../../../chain/scval.ts'
import {
  deploymentBytes,
  EVIDENCE_BYTES,
  escrowEventBytes,
  initEventBytes,
  MAX_EVENT_BYTES,
  resolutionBytes,
} from '../../../domain/order/eventSize.ts'
import { MAX_MILESTONES, type OrderTerms } from '../../../domain/order/terms.ts'
import { contractEvent } from '../../../sandbox/ledger/assetEvents.ts'

type Described = Pick<OrderTerms, 'orderId' | 'title' | 'description' | 'milestones'>

const account = () => StrKey.encodeEd25519PublicKey(randomBytes(32))
const [buyer, seller, platform, resolver] = [account(), account(), account(), account()]
const contract = StrKey.encodeContract(randomBytes(32))

const titled = (titles: readonly string[]) =>
  titles.map((title, index) => ({ ref: `m${index}`, title, amountStroops: '1' }))

/** An order whose contract says as much as the recorded ones: their engagement id is padded like this order's id. */
const recorded = (milestones: readonly string[]): Described => ({
  orderId: 'ord_' as OrderTerms['orderId'],
  title: 'Work',
  description: 'Test order',
  ...(milestones.length > 0 && { milestones: titled(milestones) }),
})
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `M${index}`)
/** The recorded title, "Order", is padded to four bytes more. */
const LONGER_TITLE = 4

describe('the event of a new escrow', () => {
  test.each([
    ['a whole order', 0, 1_052],
    ['two milestones', 2, 1_372],
    ['49 milestones', 49, 16_412],
    ['50 milestones', 50, 16_732],
  ])('is as large as the recorded one of the real contract, with %s', (_, milestones, bytes) => {
    expect(initEventBytes(recorded(numbered(milestones))) + LONGER_TITLE).toBe(bytes)
  })
})

describe('the size reckoned for an order, whatever its words', () => {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
  const described: fc.Arbitrary<Described> = fc
    .record({ title: fc.option(words), description: fc.option(words), parts: fc.array(words, { maxLength: 8 }) })
    .map(({ title, description, parts }) => ({
      orderId: 'ord_01kj9zq3x8e4v5w6y7a8b9c0d1',
      ...(title !== null && { title }),
      ...(description !== null && { description }),
      ...(parts.length > 0 && { milestones: titled(parts) }),
    }))

  test('is that of the deployment to the byte: its event and the escrow that it returns', () => {
    fc.assert(
      fc.property(described, (terms) => {
        const escrow = encodeNewEscrow(chainTerms(terms), contract)
        const returned = vecVal([addressVal(contract), escrow]).toXdr().length
        expect(deploymentBytes(terms)).toBe(eventSize('tw_init', [], vecVal([escrow])) + returned)
      }),
    )
  })

  test('is that of a resolution after which every milestone has the longest evidence, and five are paid', () => {
    fc.assert(
      fc.property(described, (terms) => {
        const escrow = completed(encodeNewEscrow(chainTerms(terms), contract), 'x'.repeat(EVIDENCE_BYTES))
        const from = addressVal(contract)
        const asset = textVal(`USDC:${platform}`)
        const transfers = [platform, platform, seller, buyer, platform].map((to) =>
          eventSize('transfer', [from, addressVal(to), asset], i128Val(1n)),
        )
        const paid = transfers.reduce((sum, bytes) => sum + bytes, 0)
        const nothing = xdr.ScVal.scvVoid().toXdr().length
        expect(resolutionBytes(terms)).toBe(eventSize('tw_disp_resolve', [], vecVal([escrow])) + paid + nothing)
      }),
    )
  })
})

describe('the limit of the network', () => {
  const short = (count: number): Described => ({
    ...recorded(numbered(count)),
    orderId: 'ord_01kj9zq3x8e4v5w6y7a8b9c0d1',
  })

  test('is kept by a whole order with the longest title and description in the widest characters', () => {
    const widest = { orderId: 'ord_1', title: '\u{1F600}'.repeat(50), description: '\u{1F600}'.repeat(250) } as const
    expect(escrowEventBytes(widest)).toBeLessThan(MAX_EVENT_BYTES)
  })

  test('is reached by the deployment, which shows the escrow twice, long before the contract has all its milestones', () => {
    const counts = Array.from({ length: MAX_MILESTONES }, (_, index) => index + 1)
    const fitting = counts.filter((count) => escrowEventBytes(short(count)) <= MAX_EVENT_BYTES)
    expect(fitting).toEqual(counts.slice(0, fitting.length))
    expect(fitting.at(-1)).toBe(23)
  })
})

/** What the deployment of such an order really asks for. */
function chainTerms(described: Described): EscrowTerms {
  const parts = described.milestones?.map((part) => ({ ...part, amountStroops: '9' }))
  const terms: OrderTerms = {
    ...described,
    buyerId: 'usr_b',
    sellerId: 'usr_s',
    amountStroops: String(9 * (parts?.length ?? 1)),
    currency: 'USD',
    platformFeeBps: 250,
    ...(parts && { milestones: parts }),
  }
  return deployIntent(terms, { buyer, seller, treasury: platform, resolver }).escrow
}

/** The escrow with its milestones completed, as the contract then stores it. */
function completed(value: xdr.ScVal, evidence: string): xdr.ScVal {
  const written: Readonly<Record<string, xdr.ScVal>> = { evidence: textVal(evidence), status: textVal('completed') }
  return withFields(value, (name, field) => {
    if (name !== 'milestones' || field.type !== 'scvVec') return field
    return vecVal((field.vec ?? []).map((milestone) => withFields(milestone, (own, was) => written[own] ?? was)))
  })
}

function withFields(value: xdr.ScVal, change: (name: string, field: xdr.ScVal) => xdr.ScVal): xdr.ScVal {
  if (value.type !== 'scvMap') throw new Error('This is no struct')
  const entries = (value.map ?? []).map(({ key, val }) => {
    if (key.type !== 'scvSymbol') throw new Error('The struct has a field without a name')
    return new xdr.ScMapEntry({ key, val: change(String(key.sym), val) })
  })
  return xdr.ScVal.scvMap(entries)
}

function eventSize(name: string, topics: readonly xdr.ScVal[], data: xdr.ScVal): number {
  return contractEvent(contract, [symbolVal(name), ...topics], data).toXdr().length
}
