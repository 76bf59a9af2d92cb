import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Data, type Harness, startApi } from './harness.ts'
import { type GivenMilestone, orderIn } from './inState.ts'

type Share = { credited: string; exact: string; onChain: string }
type Fee = { exact: string; paidBy: string }
type Line = {
  action: string
  decision: string | null
  milestoneRef: string | null
  allowed: boolean
  buyer: Share
  seller: Share
  fees: { protocol: Fee; platform: Fee }
  transactions: number
  networkFeeXlm: { least: string; most: string }
  topUps: number
}
type Quote = { openAmount: string; feePolicy: string; actions: Line[] }

const PARTS: readonly GivenMilestone[] = [
  { ref: 'draft', title: 'Draft', amount: '20.00' },
  { ref: 'final', title: 'Final', amount: '30.00' },
]

const quoteOf = async (api: Harness, id: string, query = '') =>
  (await api.get(`/api/v1/orders/${id}/quote${query}`)).body.data as unknown as Quote
const nameOf = ({ action, decision, milestoneRef }: Line) =>
  [decision ?? action, milestoneRef].filter(Boolean).join(' ')
const lineOf = (quote: Quote, name: string) => {
  const line = quote.actions.find((each) => nameOf(each) === name)
  if (line === undefined) throw new Error(`There is no line ${name}`)
  return line
}
const available = async (api: Harness, userId: unknown) =>
  ((await api.get(`/api/v1/users/${userId}/balance`)).body.data as unknown as { exact: { available: string } }).exact
    .available
const stroops = (decimal: string) => BigInt(decimal.replace('.', ''))

describe.each([
  [
    'platform_absorbs',
    { least: '0.02', release: '48.7500000', refund: '50.0000000', protocolBy: 'PLATFORM', topUps: 1 },
  ],
  [
    'recipient_pays',
    { least: '0.02', release: '48.6000000', refund: '48.6000000', protocolBy: 'RECIPIENT', topUps: 0 },
  ],
] as const)('under the policy %s, with a commission of 2.5 %%', (policy, expected) => {
  let api: Harness

  beforeAll(async () => {
    api = await startApi({ settings: { FEE_POLICY: policy, PLATFORM_FEE_BPS: '250' } })
  })

  afterAll(async () => {
    await api.stop()
  })

  test('the configuration tells it, with the smallest amount that it leaves something of', async () => {
    const { fees, limits } = (await api.get('/api/v1/config')).body.data as unknown as {
      fees: unknown
      limits: { amountMin: string }
    }
    expect(fees).toEqual({ platformFeeBps: 250, protocolFeeBps: 30, policy })
    expect(limits.amountMin).toBe(expected.least)
  })

  test('an order keeps it, and shows it', async () => {
    const order = await api.order()
    expect(order.feePolicy).toBe(policy)
    expect(api.orders.starts.at(-1)?.terms).toMatchObject({ feePolicy: policy, platformFeeBps: 250 })
    expect((await quoteOf(api, order.id)).feePolicy).toBe(policy)
  })

  test('a quote says what is credited, what arrives on chain and who bears which fee', async () => {
    const { id } = await orderIn(api, 'IN_PROGRESS')
    const quote = await quoteOf(api, id)
    expect(lineOf(quote, 'release')).toMatchObject({
      seller: { exact: expected.release, onChain: '48.6000000' },
      fees: {
        protocol: { exact: '0.1500000', paidBy: expected.protocolBy },
        platform: { exact: '1.2500000', paidBy: policy === 'platform_absorbs' ? 'SELLER' : 'RECIPIENT' },
      },
      transactions: 3,
      networkFeeXlm: { least: '0.1500000', most: '0.4500000' },
      topUps: expected.topUps,
    })
    expect(lineOf(quote, 'refund')).toMatchObject({
      buyer: { exact: expected.refund, onChain: '48.6000000' },
      topUps: expected.topUps,
    })
  })

  test.each([
    ['as a whole', []],
    ['in milestones', PARTS],
  ] as const)('what is credited and kept adds up in every line of an order paid %s', async (_, milestones) => {
    const { id } = await orderIn(api, 'IN_PROGRESS', milestones)
    const quote = await quoteOf(api, id, '?releaseAmount=33.33')
    const paying = quote.actions.filter(({ fees }) => fees.protocol.exact !== '0.0000000')
    expect(paying.length).toBeGreaterThanOrEqual(5)
    for (const line of paying) {
      const gross = line.milestoneRef === 'draft' ? 20n : line.milestoneRef === 'final' ? 30n : 50n
      const credited = stroops(line.buyer.exact) + stroops(line.seller.exact) + stroops(line.fees.platform.exact)
      const borne = line.fees.protocol.paidBy === 'RECIPIENT' ? stroops(line.fees.protocol.exact) : 0n
      expect([nameOf(line), credited + borne]).toEqual([nameOf(line), gross * 10_000_000n])
      const short =
        stroops(line.buyer.exact) +
        stroops(line.seller.exact) -
        stroops(line.buyer.onChain) -
        stroops(line.seller.onChain)
      expect([nameOf(line), short > 0n]).toEqual([nameOf(line), line.topUps > 0])
    }
  })

  test.each(['release', 'refund', 'FULL_RELEASE', 'FULL_REFUND', 'SPLIT'])(
    'a quote of "%s" is kept to the stroop, of what one paid milestone has left',
    async (action) => {
      const order = await orderIn(api, 'IN_PROGRESS', PARTS)
      const first = lineOf(await quoteOf(api, order.id), 'releaseMilestone draft')
      await api.post(`/api/v1/orders/${order.id}/milestones/draft/release`)
      expect(await available(api, order.sellerId)).toBe(first.seller.exact)
      const quote = await quoteOf(api, order.id, '?refundAmount=12.34')
      const promised = lineOf(quote, action)
      expect(quote.openAmount).toBe('30.00')
      await carryOut(api, order, action)
      expect(await available(api, order.buyerId)).toBe(promised.buyer.exact)
      expect(stroops(await available(api, order.sellerId))).toBe(
        stroops(first.seller.exact) + stroops(promised.seller.exact),
      )
    },
  )

  test('an amount of which the fees leave less than a cent is refused, also as a milestone', async () => {
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    const whole = await api.post('/api/v1/orders', { buyerId, sellerId, amount: '0.01' })
    expect([whole.status, whole.body.error.code]).toEqual([422, 'FEES_NOT_PAYABLE'])
    expect(whole.body.error.details).toEqual({ amount: '0.01', amountMin: expected.least })
    const milestones = [
      { ref: 'a', title: 'A', amount: '0.01' },
      { ref: 'b', title: 'B', amount: '9.99' },
    ]
    const part = await api.post('/api/v1/orders', { buyerId, sellerId, amount: '10.00', milestones })
    expect([part.status, part.body.error.details]).toEqual([
      422,
      { amount: '0.01', amountMin: expected.least, ref: 'a' },
    ])
    const least = await api.post('/api/v1/orders', { buyerId, sellerId, amount: expected.least })
    expect(least.status).toBe(201)
  })

  test('a split that leaves the seller less than a cent is refused, and the dispute stays open', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const resolve = `/api/v1/disputes/${order.disputeId}/resolve`
    const answer = await api.post(resolve, { decision: 'SPLIT', releaseAmount: '0.01', refundAmount: '49.99' })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'FEES_NOT_PAYABLE'])
    expect(answer.body.error.details).toEqual({ releaseAmount: '0.01', refundAmount: '49.99' })
    expect((await api.get(`/api/v1/disputes/${order.disputeId}`)).body.data.status).toBe('OPEN')
    expect((await api.post(resolve, { decision: 'FULL_RELEASE' })).status).toBe(200)
  })
})

async function carryOut(api: Harness, order: Data, action: string): Promise<void> {
  if (action === 'release' || action === 'refund') {
    await api.post(`/api/v1/orders/${order.id}/resolution/${action}`)
    return
  }
  const { body } = await api.post(`/api/v1/orders/${order.id}/resolution/dispute`, {
    openedBy: 'BUYER',
    reason: 'OTHER',
  })
  const parts = action === 'SPLIT' ? { releaseAmount: '17.66', refundAmount: '12.34' } : {}
  await api.post(`/api/v1/disputes/${body.data.disputeId}/resolve`, { decision: action, ...parts })
}

describe('the quote of an order in milestones', () => {
  let api: Harness

  beforeAll(async () => {
    api = await startApi()
  })

  afterAll(async () => {
    await api.stop()
  })

  const told = (quote: Quote) =>
    quote.actions.map((line) => [nameOf(line), line.seller.exact, line.buyer.exact, line.transactions, line.allowed])

  test('has a line for each milestone that is not paid, and reckons the rest for what is left', async () => {
    const order = await orderIn(api, 'IN_PROGRESS', PARTS)
    const [zero, twenty, thirty, fifty] = ['0.0000000', '20.0000000', '30.0000000', '50.0000000']
    expect(told(await quoteOf(api, order.id))).toEqual([
      ['reserve', zero, zero, 0, false],
      ['createEscrow', zero, zero, 1, false],
      ['fund', zero, zero, 1, false],
      ['completeMilestone draft', zero, zero, 1, true],
      ['releaseMilestone draft', twenty, zero, 2, true],
      ['completeMilestone final', zero, zero, 1, true],
      ['releaseMilestone final', thirty, zero, 2, true],
      ['release', fifty, zero, 4, true],
      ['refund', zero, fifty, 4, true],
      ['dispute', zero, zero, 2, true],
      ['FULL_RELEASE', fifty, zero, 2, false],
      ['FULL_REFUND', zero, fifty, 2, false],
      ['cancel', zero, zero, 0, false],
    ])
    await api.post(`/api/v1/orders/${order.id}/milestones/final/complete`)
    await api.post(`/api/v1/orders/${order.id}/milestones/draft/release`)
    expect(told(await quoteOf(api, order.id, '?releaseAmount=10.00')).slice(3)).toEqual([
      ['completeMilestone final', zero, zero, 1, false],
      ['releaseMilestone final', thirty, zero, 2, true],
      ['release', thirty, zero, 2, true],
      ['refund', zero, thirty, 2, true],
      ['dispute', zero, zero, 1, true],
      ['FULL_RELEASE', thirty, zero, 1, false],
      ['FULL_REFUND', zero, thirty, 1, false],
      ['SPLIT', '10.0000000', twenty, 1, false],
      ['cancel', zero, zero, 0, false],
    ])
    expect((await api.get(`/api/v1/orders/${order.id}/quote?releaseAmount=30.00`)).status).toBe(400)
  })

  test('allows nothing for all of them while one is being paid', async () => {
    const order = await orderIn(api, 'IN_PROGRESS', PARTS)
    api.orders.chain = 'stuck'
    await api.post(`/api/v1/orders/${order.id}/milestones/draft/release`, {}, { headers: { Prefer: 'respond-async' } })
    await api.orders.settled()
    api.orders.chain = 'quick'
    const allowed = (await quoteOf(api, order.id)).actions.filter((line) => line.allowed).map(nameOf)
    expect(allowed).toEqual(['completeMilestone final', 'releaseMilestone final'])
  })

  test('still reads when all of it has been paid, with nothing left', async () => {
    const order = await orderIn(api, 'IN_PROGRESS', PARTS)
    await api.post(`/api/v1/orders/${order.id}/resolution/release`)
    const quote = await quoteOf(api, order.id)
    expect(quote.openAmount).toBe('0.00')
    expect(quote.actions.filter(({ allowed, seller }) => allowed || seller.exact !== '0.0000000')).toEqual([])
  })
})

describe('an order that says more than its contract can hold', () => {
  let api: Harness

  beforeAll(async () => {
    api = await startApi()
  })

  afterAll(async () => {
    await api.stop()
  })

  const inParts = (count: number, title: string) =>
    Array.from({ length: count }, (_, n) => ({ ref: `m${n}`, title, amount: '1.00' }))

  test('is refused before its workflow starts, with what to shorten; with as many milestones as fit it is taken', async () => {
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    const order = (count: number) => ({
      buyerId,
      sellerId,
      amount: `${count}.00`,
      description: 'd'.repeat(500),
      milestones: inParts(count, 'ä'.repeat(100)),
      clientOrderRef: 'too-large',
    })
    const starts = api.orders.starts.length
    const key = { headers: { 'Idempotency-Key': 'too-large' } }
    const { status, body } = await api.post('/api/v1/orders', order(50), key)
    expect([status, body.error.code]).toEqual([422, 'ESCROW_TOO_LARGE'])
    const { milestonesThatFit, ...details } = body.error.details as { milestonesThatFit: number; bytes: number }
    expect(details).toMatchObject({
      maxBytes: 16_384,
      milestones: 50,
      textBytes: { title: 0, description: 500, milestoneTitles: 10_000 },
    })
    expect(details.bytes).toBeGreaterThan(16_384)
    expect(milestonesThatFit).toBe(13)
    expect(api.orders.starts.length).toBe(starts)
    expect((await api.post('/api/v1/orders', order(milestonesThatFit + 1))).status).toBe(422)
    // The key and the reference of a refused order are free for one that fits.
    expect((await api.post('/api/v1/orders', order(milestonesThatFit), key)).status).toBe(201)
  })
})
