/** What a marketplace would write, in the words that are common to ES modules and CommonJS. */
export const PROGRAM = `
import {
  can,
  type CommandOptions,
  InsufficientFundsError,
  isApiError,
  money,
  type Order,
  OfferHubSDK,
  type OfferHubEvent,
  type Page,
} from '@offerhub/sdk'

const sdk = new OfferHubSDK({ apiUrl: process.env['API_URL'] ?? '', apiKey: process.env['API_KEY'] ?? '' })

function show(event: OfferHubEvent<'order.created' | 'order.closed'>): string {
  switch (event.eventType) {
    case 'order.created':
      return event.payload.amount
    case 'order.closed':
      return event.payload.finalStatus
  }
}

async function main(): Promise<void> {
  const person = (type: 'BUYER' | 'SELLER') =>
    sdk.users.create({ externalUserId: \`\${type}-\${crypto.randomUUID()}\`, type })
  const [buyer, seller] = await Promise.all([person('BUYER'), person('SELLER')])
  const feed = sdk.events.subscribe(['order.created', 'order.closed'])
  await feed.opened
  const idempotent = sdk.withIdempotencyKey(crypto.randomUUID())
  const order: Order = await idempotent.orders.create({ buyerId: buyer.id, sellerId: seller.id, amount: '50.00' })
  const short: unknown = await sdk.orders.reserve(order.id).catch((error: unknown) => error)
  if (!(short instanceof InsufficientFundsError)) throw short
  const required: string | undefined = short.details?.required
  if (!isApiError(short) || short.code !== 'INSUFFICIENT_FUNDS' || money.compare(required ?? '0', '50') !== 0) throw short
  const options = { follow: false } as const satisfies CommandOptions
  const closed = await sdk.orders.cancel(order.id, { canceledBy: 'BUYER' }, options)
  if (closed.command !== undefined || can.cancel(closed)) throw new Error('It was not carried out')
  const shown: string[] = []
  for await (const event of feed) {
    if (event.payload.orderId !== order.id) continue
    if (shown.push(show(event)) === 2) break
  }
  const page: Page<Order> = await sdk.orders.list({ buyerId: buyer.id })
  const again = await import('@offerhub/sdk')
  const sameClasses = short instanceof again.InsufficientFundsError
  console.log(JSON.stringify({ format: typeof require, shown, listed: page.data.length, sameClasses }))
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})

// What may be pending says so.
export async function typedByTheCompiler(given: CommandOptions): Promise<string | undefined> {
  const order: Order = await sdk.resolution.release('ord_1', {}, { timeoutMs: 10, follow: true })
  return order.id + (await sdk.resolution.release('ord_1', {}, given)).command?.id
}

// What must not compile.
export async function refusedByTheCompiler(): Promise<void> {
  // @ts-expect-error an amount is a string
  await sdk.orders.create({ buyerId: 'usr_1', sellerId: 'usr_2', amount: 50 })
  // @ts-expect-error there is no such pattern of events
  sdk.events.subscribe('orders.*')
  // @ts-expect-error a followed command has no pending one
  ;(await sdk.resolution.release('ord_1')).command
  // @ts-expect-error nor has one whose options do not speak of it
  ;(await sdk.resolution.release('ord_1', {}, { timeoutMs: 10 })).command
  // @ts-expect-error there is no such status
  await sdk.orders.waitFor('ord_1', 'FINISHED')
}
`
