import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EVIDENCE_BYTES } from '../../domain/order/eventSize.ts'
import { type Data, type Harness, startApi } from './harness.ts'
import { orderIn } from './inState.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi({ spareWallets: 200 })
})

afterAll(async () => {
  await api.stop()
})

const PARTS = [
  { ref: 'draft', title: 'Draft', amount: '20.00' },
  { ref: 'final', title: 'Final', amount: '30.00' },
]
type Milestone = {
  ref: string
  status: string
  amount: string
  releasedAmount: string | null
  transactionHash: string | null
}

const started = (parts = PARTS) => orderIn(api, 'IN_PROGRESS', parts)
const post = (order: Data, path: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  api.post(`/api/v1/orders/${order.id}/${path}`, body, { headers })
const stands = (order: Data) =>
  (order.milestones as Milestone[]).map(({ ref, status, releasedAmount }) => [ref, status, releasedAmount])
const available = async (userId: unknown) =>
  ((await api.get(`/api/v1/users/${userId}/balance`)).body.data as unknown as { available: string }).available

describe('a milestone', () => {
  test('is pending at first, and nothing of it is paid', async () => {
    const order = await api.order({ milestones: PARTS })
    expect(order.milestones).toEqual(
      PARTS.map((part) => ({
        ...part,
        milestone_ref: part.ref,
        status: 'PENDING',
        releasedAmount: null,
        transactionHash: null,
      })),
    )
  })

  test('is completed for the seller, and the command carries the evidence', async () => {
    const order = await started()
    const evidence = 'https://example.test/draft'
    const { status, body } = await post(order, 'milestones/draft/complete', { requestedBy: 'SELLER', evidence })
    expect(status).toBe(200)
    expect(stands(body.data)).toEqual([
      ['draft', 'COMPLETED', null],
      ['final', 'PENDING', null],
    ])
    const sent = api.orders.signals.at(-1)?.command
    expect(sent).toMatchObject({ kind: 'completeMilestone', ref: 'draft', evidence, actor: 'SELLER' })
  })

  test('is released by the buyer: the seller is paid for it, and the order goes on', async () => {
    const order = await started()
    const { status, body } = await post(order, 'milestones/draft/release', { requested_by: String(order.buyerId) })
    expect([status, body.data.status]).toEqual([200, 'IN_PROGRESS'])
    const [draft, final] = body.data.milestones as Milestone[]
    expect(draft).toMatchObject({ status: 'RELEASED', releasedAmount: '20.00' })
    expect(draft?.transactionHash).toMatch(/^[0-9a-f]{64}$/)
    expect(final).toMatchObject({ status: 'PENDING', releasedAmount: null, transactionHash: null })
    expect(await available(order.sellerId)).toBe('20.00')
  })

  test('that is the last one to be released closes the order', async () => {
    const order = await started()
    await post(order, 'milestones/final/release')
    const { body } = await post(order, 'milestones/draft/release')
    expect([body.data.status, body.data.finalStatus]).toEqual(['CLOSED', 'RELEASED'])
    expect(await available(order.sellerId)).toBe('50.00')
  })

  test.each([
    ['complete', { requestedBy: 'BUYER' }],
    ['release', { requestedBy: 'SELLER' }],
  ])('is nobody else’s to %s', async (verb, body) => {
    const order = await started()
    const answer = await post(order, `milestones/draft/${verb}`, body)
    expect([answer.status, answer.body.error.code]).toEqual([403, 'FORBIDDEN'])
    const stranger = await api.user()
    expect((await post(order, `milestones/draft/${verb}`, { requestedBy: stranger })).status).toBe(403)
  })

  test('that is paid can be neither completed nor released again; the same key replays', async () => {
    const order = await started()
    const key = { 'Idempotency-Key': `release-${order.id}` }
    const first = await post(order, 'milestones/draft/release', {}, key)
    const replay = await post(order, 'milestones/draft/release', {}, key)
    expect([replay.status, replay.body]).toEqual([200, first.body])
    expect(replay.headers.get('Idempotent-Replayed')).toBe('true')
    for (const verb of ['complete', 'release']) {
      const again = await post(order, `milestones/draft/${verb}`)
      expect([again.status, again.body.error.code]).toEqual([409, 'INVALID_STATE'])
      expect(again.body.error.details).toMatchObject({ currentStatus: 'IN_PROGRESS', milestoneStatus: 'RELEASED' })
    }
    expect(await available(order.sellerId)).toBe('20.00')
  })

  test('that the order does not have is not found, and the answer names those that it has', async () => {
    const order = await started()
    for (const verb of ['complete', 'release']) {
      const { status, body } = await post(order, `milestones/Draft/${verb}`)
      expect([status, body.error.code]).toEqual([404, 'MILESTONE_NOT_FOUND'])
      expect(body.error.details).toEqual({ milestones: ['draft', 'final'] })
    }
  })

  test('is answered with 202 and an address when it takes longer than the caller waits', async () => {
    const order = await started()
    api.orders.chain = 'stuck'
    const { status, headers, body } = await post(order, 'milestones/draft/release', {}, { Prefer: 'wait=1' })
    api.orders.chain = 'quick'
    expect([status, headers.get('Preference-Applied')]).toEqual([202, 'wait=1'])
    expect(stands(body.data)[0]).toEqual(['draft', 'RELEASING', null])
    const command = (await api.get(headers.get('Location') ?? '')).body.data
    expect(command).toMatchObject({ kind: 'releaseMilestone', status: 'PENDING' })
  })
})

describe('the reference of a milestone', () => {
  const strange = [
    'a/b',
    '..%2F..',
    'a b+c',
    '?x=1&y=2#z',
    '%',
    'ünïcödé \u{1F600}',
    ' line\nbreak\t',
    "'; drop --",
    '...',
  ]

  test.each(strange)('may be %j: it is addressed by its percent-encoding', async (ref) => {
    const order = await started([{ ref, title: 'All of it', amount: '50.00' }])
    const path = `milestones/${encodeURIComponent(ref)}`
    const done = await post(order, `${path}/complete`)
    expect([done.status, stands(done.body.data)]).toEqual([200, [[ref, 'COMPLETED', null]]])
    const paid = await post(order, `${path}/release`)
    expect([paid.status, stands(paid.body.data)]).toEqual([200, [[ref, 'RELEASED', '50.00']]])
  })

  test.each(['.', '..'])('may not be %j, which no address can name', async (ref) => {
    const milestones = [{ ref, title: 'All of it', amount: '50.00' }]
    const [buyerId, sellerId] = [await api.user(), await api.user()]
    const { status, body } = await api.post('/api/v1/orders', { buyerId, sellerId, amount: '50.00', milestones })
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
    expect(body.error.details.fields).toEqual([{ field: 'milestones.0.ref', message: 'must not be "." or ".."' }])
  })

  test('that is no valid percent-encoding is a 400', async () => {
    const order = await started()
    const { status, body } = await post(order, 'milestones/%zz/release')
    expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
  })
})

describe('evidence', () => {
  test('may be as long as the contract has room for, and no longer, counted in bytes', async () => {
    const order = await started()
    const tooLong = await post(order, 'milestones/draft/complete', { evidence: 'é'.repeat(EVIDENCE_BYTES / 2 + 1) })
    expect([tooLong.status, tooLong.body.error.details.fields]).toEqual([
      400,
      [{ field: 'evidence', message: `must have at most ${EVIDENCE_BYTES} bytes in UTF-8` }],
    ])
    const longest = await post(order, 'milestones/draft/complete', { evidence: 'é'.repeat(EVIDENCE_BYTES / 2) })
    expect(longest.status).toBe(200)
  })
})

describe('what is left of an order after a milestone was paid', () => {
  const partlyPaid = async () => {
    const order = await started([
      ...PARTS.slice(0, 1),
      { ref: 'b', title: 'B', amount: '10.00' },
      { ref: 'c', title: 'C', amount: '20.00' },
    ])
    await post(order, 'milestones/draft/release')
    return order
  }

  test('is what a refund gives back', async () => {
    const order = await partlyPaid()
    const { body } = await post(order, 'resolution/refund')
    expect([body.data.status, body.data.finalStatus]).toEqual(['CLOSED', 'SPLIT'])
    expect(stands(body.data)).toEqual([
      ['draft', 'RELEASED', '20.00'],
      ['b', 'REFUNDED', '0.00'],
      ['c', 'REFUNDED', '0.00'],
    ])
    expect([await available(order.buyerId), await available(order.sellerId)]).toEqual(['30.00', '20.00'])
  })

  test('is what a split divides, from the first open milestone on', async () => {
    const order = await partlyPaid()
    const { body } = await post(order, 'resolution/dispute', { openedBy: 'BUYER', reason: 'OTHER' })
    const resolve = `/api/v1/disputes/${body.data.disputeId}/resolve`
    const whole = await api.post(resolve, { decision: 'SPLIT', releaseAmount: '20.00', refundAmount: '30.00' })
    expect([whole.status, whole.body.error.message]).toEqual([400, expect.stringContaining('30.00')])
    const split = await api.post(resolve, { decision: 'SPLIT', releaseAmount: '15.00', refundAmount: '15.00' })
    expect([split.status, stands(split.body.data)]).toEqual([
      200,
      [
        ['draft', 'RELEASED', '20.00'],
        ['b', 'RELEASED', '10.00'],
        ['c', 'SPLIT', '5.00'],
      ],
    ])
    expect([await available(order.buyerId), await available(order.sellerId)]).toEqual(['15.00', '35.00'])
  })
})

test('the version 2026-01-12 tells milestones in its spelling, and only of orders that have some', async () => {
  const january = { headers: { 'Offerhub-Version': '2026-01-12' } }
  const order = await started()
  const paid = await api.post(`/api/v1/orders/${order.id}/milestones/draft/release`, {}, january)
  expect((paid.body as unknown as { milestones: unknown[] }).milestones).toEqual([
    {
      milestone_ref: 'draft',
      title: 'Draft',
      amount: '20.00',
      status: 'RELEASED',
      released_amount: '20.00',
      transaction_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
    {
      milestone_ref: 'final',
      title: 'Final',
      amount: '30.00',
      status: 'PENDING',
      released_amount: null,
      transaction_hash: null,
    },
  ])
  const { id } = await api.order()
  expect((await api.get(`/api/v1/orders/${id}`, january)).body).not.toHaveProperty('milestones')
})

test('an order with the same client reference is the same one, however far its milestones have come', async () => {
  const order = await orderIn(api, 'IN_PROGRESS', PARTS)
  const again = { buyerId: order.buyerId, sellerId: order.sellerId, amount: '50.00', milestones: PARTS }
  const first = await api.post('/api/v1/orders', { ...again, clientOrderRef: 'milestones-1' })
  await api.deposit(String(order.buyerId), '50.0000000')
  for (const path of ['reserve', 'escrow', 'escrow/fund', 'milestones/draft/release']) await post(first.body.data, path)
  const repeat = await api.post('/api/v1/orders', { ...again, clientOrderRef: 'milestones-1' })
  expect([repeat.status, repeat.body.data.id]).toEqual([200, first.body.data.id])
  expect(stands(repeat.body.data)[0]).toEqual(['draft', 'RELEASED', '20.00'])
})
