import { describe, expect, it } from 'vitest'
import { EVENT_PAYLOADS } from '../../../cli/sdk/eventPayloads.ts'
import {
  can,
  IdempotencyKeyReusedError,
  InsufficientFundsError,
  InvalidStateError,
  money,
  type OfferHubEvent,
  OfferHubSDK,
  StatusUnreachableError,
  UnauthorizedError,
  ValidationError,
} from '../../../sdk/src/index.ts'
import { SETTLED_MS } from '../../e2e/createOrders.ts'
import { useTestStack } from '../../e2e/useTestStack.ts'
import { depositFor } from './depositFor.ts'
import { openShop } from './people.ts'

const running = useTestStack()

describe('the calls of the public guides', () => {
  it(
    'take an order from its users to the released money',
    async () => {
      const { stack } = running()
      const sdk = new OfferHubSDK({
        apiUrl: stack.apiUrl,
        apiKey: stack.apiKey,
      })
      const buyer = await sdk.users.create({
        externalUserId: 'buyer-123',
        email: 'buyer@example.com',
        type: 'BUYER',
      })
      const seller = await sdk.users.create({
        externalUserId: 'seller-456',
        email: 'seller@example.com',
        type: 'SELLER',
      })
      await depositFor(sdk, stack, buyer.id, '100.00')
      const order = await sdk.orders.create({
        buyerId: buyer.id,
        sellerId: seller.id,
        amount: '50.00',
        currency: 'USD',
        title: 'Logo Design',
      })
      expect(order.status).toBe('ORDER_CREATED')
      const balance = await sdk.balance.get(buyer.id)
      expect(Number.parseFloat(balance.available)).toBe(100)
      await sdk.orders.reserve(order.id)
      expect(await sdk.balance.get(buyer.id)).toMatchObject({ available: '50.00', reserved: '50.00' })
      const { escrow } = await sdk.escrow.create(order.id)
      expect(escrow?.trustlessContractId).toMatch(/^C/)
      expect((await sdk.escrow.fund(order.id)).status).toBe('IN_PROGRESS')
      const closed = await sdk.resolution.release(order.id, { requestedBy: buyer.id })
      expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
      expect(money.compare((await sdk.balance.get(seller.id)).available, '50.00')).toBe(0)
      expect(await sdk.users.find('buyer-123')).toMatchObject({ id: buyer.id })
    },
    SETTLED_MS,
  )

  it(
    'pay an order with milestones part by part, and refund what is left',
    async () => {
      const { sdk, buyer, seller } = await openShop(running())
      const order = await sdk.orders.create({
        buyerId: buyer.id,
        sellerId: seller.id,
        amount: '50.00',
        currency: 'USD',
        title: 'Mobile App Development',
        milestones: [
          { ref: 'design', title: 'UI/UX Design', amount: '20.00' },
          { ref: 'backend', title: 'Backend Development', amount: '30.00' },
        ],
      })
      await sdk.orders.reserve(order.id, { amount: '50.00' })
      await sdk.escrow.create(order.id)
      await sdk.escrow.fund(order.id)
      await sdk.milestones.complete(order.id, 'design', { evidence: 'https://example.com/design' })
      const paid = await sdk.milestones.release(order.id, 'design')
      expect(paid.milestones.map(({ status }) => status)).toEqual(['RELEASED', 'PENDING'])
      const closed = await sdk.resolution.refund(order.id, { reason: 'Seller cancelled the order' })
      expect(closed.status).toBe('CLOSED')
      expect((await sdk.balance.get(buyer.id)).available).toBe('80.00')
    },
    SETTLED_MS,
  )
})

describe('a disputed order', () => {
  it(
    'is split by support, while a listener hears every event of it, each as its type says',
    async () => {
      const { sdk, buyer, seller } = await openShop(running())
      const draft = { buyerId: buyer.id, sellerId: seller.id, amount: '50.00' }
      const feed = sdk.events.subscribe(['order.*', 'escrow.*', 'dispute.*'])
      await feed.opened
      const order = await sdk.orders.create(draft)
      await sdk.orders.reserve(order.id)
      await sdk.escrow.create(order.id)
      expect((await sdk.orders.waitFor(order.id, 'ESCROW_FUNDING')).escrow?.status).toBe('CREATED')
      const funded = await sdk.escrow.fund(order.id)
      expect([can.dispute(funded), can.resolve(funded)]).toEqual([true, false])
      const { dispute } = await sdk.resolution.dispute(order.id, { openedBy: 'BUYER', reason: 'QUALITY_ISSUE' })
      const id = dispute?.id ?? ''
      expect(await sdk.disputes.assign(id, { assignee: 'Ada' })).toMatchObject({ status: 'UNDER_REVIEW' })
      const closed = await sdk.disputes.resolve(id, {
        decision: 'SPLIT',
        releaseAmount: '40.00',
        refundAmount: '10.00',
        note: '80% of work was completed',
      })
      expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'SPLIT' })
      expect((await sdk.balance.get(seller.id)).available).toBe('40.00')
      const heard = await hearUntilClosed(feed, order.id)
      expect(heard).toEqual([
        'order.created',
        'order.funds_reserved',
        'order.escrow_creating',
        'escrow.created',
        'order.escrow_funding',
        'order.escrow_funded',
        'escrow.funded',
        'order.in_progress',
        'order.disputed',
        'dispute.opened',
        'dispute.assigned',
        'escrow.disputed',
        'order.released',
        'order.refunded',
        'escrow.resolved',
        'dispute.resolved',
        'order.closed',
      ])
      expect((await sdk.orders.waitFor(order.id, 'RELEASED')).finalStatus).toBe('SPLIT')
      await expect(sdk.orders.waitFor(order.id, 'REFUND_REQUESTED')).rejects.toBeInstanceOf(StatusUnreachableError)
    },
    SETTLED_MS,
  )

  async function hearUntilClosed(feed: AsyncIterable<OfferHubEvent>, orderId: string): Promise<string[]> {
    const heard: string[] = []
    for await (const event of feed) {
      if (!('orderId' in event.payload) || event.payload.orderId !== orderId) continue
      heard.push(event.eventType)
      if (event.eventType === 'order.closed') break
    }
    return heard
  }
})

describe('a command', () => {
  it(
    'that the caller does not wait for is returned as pending, and followed later',
    async () => {
      const { sdk, buyer, seller } = await openShop(running())
      const order = await sdk.orders.create({ buyerId: buyer.id, sellerId: seller.id, amount: '50.00' })
      await sdk.orders.reserve(order.id)
      await sdk.escrow.create(order.id)
      const accepted = await sdk.escrow.fund(order.id, {}, { follow: false, waitMs: 0 })
      expect(accepted.command).toMatchObject({ kind: 'fund', status: 'PENDING' })
      const funded = await sdk.orders.commands.follow(order.id, accepted.command?.id ?? '')
      expect(funded.status).toBe('IN_PROGRESS')
      const kinds: string[] = []
      for await (const { kind } of sdk.orders.commands.list(order.id, { limit: 2 })) kinds.push(kind)
      expect(kinds).toEqual(['fund', 'createEscrow', 'reserve', 'create'])
      const released = await sdk.resolution.release(order.id, {}, { waitMs: 0 })
      expect(released).toMatchObject({ status: 'CLOSED', finalStatus: 'RELEASED' })
      const { transactions } = await sdk.orders.timeline(order.id)
      expect(transactions.every(({ status }) => status === 'APPLIED')).toBe(true)
    },
    SETTLED_MS,
  )

  it('whose key is used again gets the first answer, and another one under it is refused by the server too', async () => {
    const { sdk, buyer, seller } = await openShop(running())
    const draft = { buyerId: buyer.id, sellerId: seller.id, amount: '10.00' }
    const key = crypto.randomUUID()
    const first = await sdk.withIdempotencyKey(key).orders.create(draft)
    expect((await sdk.withIdempotencyKey(key).orders.create(draft)).id).toBe(first.id)
    const other = sdk.withIdempotencyKey(key).orders.create({ ...draft, amount: '11.00' })
    await expect(other).rejects.toBeInstanceOf(IdempotencyKeyReusedError)
  })
})

describe('a refusal', () => {
  it('is the error of its code, with the details that its type promises', async () => {
    const { sdk, buyer, seller } = await openShop(running(), '10.00')
    const order = await sdk.orders.create({ buyerId: buyer.id, sellerId: seller.id, amount: '50.00' })
    const short = await sdk.orders.reserve(order.id).catch((thrown) => thrown)
    expect(short).toBeInstanceOf(InsufficientFundsError)
    expect(short.details).toEqual({ available: '10.00', required: '50.00' })
    const early = await sdk.escrow.fund(order.id).catch((thrown) => thrown)
    expect(early).toBeInstanceOf(InvalidStateError)
    expect(early.details).toEqual({ currentStatus: 'ORDER_CREATED', allowedActions: ['reserve', 'cancel'] })
    expect(early.requestId).toMatch(/^req_/)
    expect((await fetch(early.docs)).status).toBe(200)
    const wrong = await sdk.orders.create({ buyerId: buyer.id, sellerId: seller.id, amount: '1.234' }).catch((e) => e)
    expect(wrong).toBeInstanceOf(ValidationError)
    expect(wrong.details.fields[0].field).toBe('amount')
    const closed = await sdk.orders.cancel(order.id, { canceledBy: 'BUYER', reason: 'Changed my mind' })
    expect(closed).toMatchObject({ status: 'CLOSED', finalStatus: 'CANCELED' })
    const stranger = new OfferHubSDK({ apiUrl: running().stack.apiUrl, apiKey: 'ohk_test_unknown' })
    await expect(stranger.orders.get(order.id)).rejects.toBeInstanceOf(UnauthorizedError)
  })
})

describe('what is read', () => {
  it('comes through every list and page', async () => {
    const { sdk, buyer, seller } = await openShop(running())
    const draft = { buyerId: buyer.id, sellerId: seller.id, amount: '10.00' }
    const created: string[] = []
    for (let count = 0; count < 3; count += 1) created.unshift((await sdk.orders.create(draft)).id)
    const listed: string[] = []
    for await (const { id } of sdk.orders.list({ buyerId: buyer.id, limit: 2 })) listed.push(id)
    expect(listed).toEqual(created)
    expect((await sdk.wallet.deposit(buyer.id)).ready).toBe(true)
    expect((await sdk.wallet.get(buyer.id)).onChain).toBe('100.0000000')
    expect((await sdk.wallet.transactions(buyer.id)).data).toMatchObject([{ type: 'deposit', amount: '100.00' }])
    expect((await sdk.balance.history(buyer.id)).data).toMatchObject([{ kind: 'deposit', amount: '100.0000000' }])
    expect((await sdk.orders.quote(created[0] ?? '')).openAmount).toBe('10.00')
    expect((await sdk.config()).network).toBe('sandbox')
    expect((await sdk.disputes.list()).hasMore).toBe(false)
    expect((await sdk.audit.reserves()).currency).toBe('USD')
    expect((await sdk.support.stuckOrders()).data).toEqual([])
  })

  it('includes the keys, which can be made, rotated and revoked', async () => {
    const { sdk } = await openShop(running())
    const made = await sdk.apiKeys.create({ name: 'a shop', scopes: ['read'] })
    const reader = new OfferHubSDK({ apiUrl: running().stack.apiUrl, apiKey: made.key ?? '' })
    expect((await reader.config()).currency).toBe('USD')
    const rotated = await sdk.apiKeys.rotate(made.id, { overlapSeconds: 0 })
    expect((await sdk.apiKeys.revoke(rotated.id)).status).toBe('REVOKED')
    const listed: string[] = []
    for await (const { id } of sdk.apiKeys.list()) listed.push(id)
    expect(listed).toEqual(expect.arrayContaining([made.id, rotated.id]))
  })
})

describe('every event that this stack has told', () => {
  it('has a payload that is exactly what the type of its event says', async () => {
    const { sdk } = await openShop(running())
    const seen = new Set<string>()
    for await (const event of sdk.events.list({ limit: 100 })) {
      const judged = EVENT_PAYLOADS[event.eventType].safeParse(event.payload)
      expect([event.eventType, judged.error?.issues ?? []]).toEqual([event.eventType, []])
      seen.add(event.eventType)
    }
    expect(seen.size).toBeGreaterThan(25)
  })
})
