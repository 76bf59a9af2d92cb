import { can, isApiError, money, type OfferHubSDK, type Order } from '@offerhub/sdk'
import { createUpdates, type Updates } from './updates.ts'

export const PRODUCT = { title: 'Logo design', price: '25.00' } as const

/** What the pages may do. Ids of the orchestrator are the only thing that this shop has to remember. */
export type Marketplace = {
  readonly updates: Updates
  account(): Promise<Account>
  /** Creates an order and takes it to the point where the seller can begin. */
  buy(checkoutId: string): Promise<Order>
  order(orderId: string): Promise<OrderPage>
  deliver(orderId: string, link: string): Promise<OrderPage>
  confirm(orderId: string): Promise<OrderPage>
  dispute(orderId: string): Promise<OrderPage>
  close(): void
}

export type Account = { readonly available: string; readonly enough: boolean; readonly depositAddress: string | null }
export type OrderPage = {
  readonly order: Order
  /** What the shop itself knows: the orchestrator keeps the money, not the goods. */
  readonly delivery: string | null
  readonly may: { readonly deliver: boolean; readonly confirm: boolean; readonly dispute: boolean }
}

/** A shop with one product, one buyer and one seller. A real one has accounts; each is one user of the orchestrator. */
export async function createMarketplace(sdk: OfferHubSDK): Promise<Marketplace> {
  const buyer = await sdk.users.create({ externalUserId: 'shop-buyer', type: 'BUYER' })
  const seller = await sdk.users.create({ externalUserId: 'shop-seller', type: 'SELLER' })
  const deliveries = new Map<string, string>()
  const updates = createUpdates(sdk)

  async function page(orderId: string): Promise<OrderPage> {
    const order = await sdk.orders.get(orderId)
    const delivery = deliveries.get(orderId) ?? null
    const may = {
      deliver: can.release(order) && delivery === null,
      confirm: can.release(order) && delivery !== null,
      dispute: can.dispute(order),
    }
    return { order, delivery, may }
  }

  return {
    updates,
    close: () => updates.close(),
    order: page,
    async account() {
      const [balance, deposit] = await Promise.all([sdk.balance.get(buyer.id), sdk.wallet.deposit(buyer.id)])
      return {
        available: balance.available,
        enough: money.compare(balance.available, PRODUCT.price) >= 0,
        depositAddress: deposit.ready ? deposit.address : null,
      }
    },
    async buy(checkoutId) {
      // The checkout's own id makes a second click, or a second attempt after a crash, the same order.
      const order = await sdk.orders.create({
        buyerId: buyer.id,
        sellerId: seller.id,
        amount: PRODUCT.price,
        title: PRODUCT.title,
        clientOrderRef: checkoutId,
      })
      if (can.reserve(order)) await sdk.orders.reserve(order.id)
      // The chain takes some seconds. The page follows by events, so nobody has to wait for the answer.
      void lockMoney(sdk, order.id).catch((error) => updates.tell(order.id, isApiError(error) ? error.code : 'FAILED'))
      return order
    },
    async deliver(orderId, link) {
      const { may } = await page(orderId)
      if (may.deliver) {
        deliveries.set(orderId, link)
        updates.tell(orderId, 'shop.delivered')
      }
      return page(orderId)
    },
    async confirm(orderId) {
      await sdk.resolution.release(orderId, { requestedBy: 'BUYER' }, { idempotencyKey: `confirm-${orderId}` })
      return page(orderId)
    },
    async dispute(orderId) {
      const body = { openedBy: 'BUYER', reason: 'QUALITY_ISSUE' } as const
      await sdk.resolution.dispute(orderId, body, { idempotencyKey: `dispute-${orderId}` })
      return page(orderId)
    },
  }
}

async function lockMoney(sdk: OfferHubSDK, orderId: string): Promise<void> {
  const order = await sdk.orders.get(orderId)
  if (can.createEscrow(order)) await sdk.escrow.create(orderId, {}, { idempotencyKey: `escrow-${orderId}` })
  if (can.fund(await sdk.orders.get(orderId))) await sdk.escrow.fund(orderId, {}, { idempotencyKey: `fund-${orderId}` })
}
