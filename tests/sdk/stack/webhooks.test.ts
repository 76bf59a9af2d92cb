import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { until } from '../../../cli/demo/until.ts'
import { OfferHubSDK, verifyWebhook, type WebhookBody } from '../../../sdk/src/index.ts'
import { SETTLED_MS } from '../../e2e/createOrders.ts'
import { useTestStack } from '../../e2e/useTestStack.ts'

const running = useTestStack()

type Arrival = { readonly headers: IncomingHttpHeaders; readonly body: string }

let receiver: Server
let url = ''
const arrived: Arrival[] = []
/** What the receiver answers next. */
let status = 204

beforeAll(async () => {
  receiver = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray()).toString('utf8')
    arrived.push({ headers: request.headers, body })
    response.writeHead(status).end(status === 204 ? '' : 'the shop is closed')
  })
  const listening = Promise.withResolvers<void>()
  receiver.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks`
})

afterAll(() => {
  receiver.closeAllConnections()
  receiver.close()
})

const arrivals = (count: number) =>
  until(SETTLED_MS, `${count} deliveries to arrive`, async () => arrived.length >= count)

it(
  'an order that moves is told to a receiver, signed; what it fails to take is tried again, logged, and can be replayed',
  async () => {
    const { stack } = running()
    const sdk = new OfferHubSDK({ apiUrl: stack.apiUrl, apiKey: stack.apiKey })
    const people = ['BUYER', 'SELLER'] as const
    const [buyer, seller] = await Promise.all(
      people.map((type) => sdk.users.create({ externalUserId: crypto.randomUUID(), type })),
    )
    const { id, secret } = await sdk.webhookEndpoints.create({ url, types: ['order.*'] })
    const draft = { buyerId: buyer?.id ?? '', sellerId: seller?.id ?? '', amount: '5.00' }
    const order = await sdk.orders.create(draft)
    await arrivals(1)
    const read = async (arrival: Arrival | undefined, by = secret ?? '') =>
      await verifyWebhook<WebhookBody>({ body: arrival?.body ?? '', headers: arrival?.headers ?? {}, secret: by })
    const told = await read(arrived[0])
    expect(told.body).toMatchObject({ type: 'order.created', data: { aggregateId: order.id, eventId: told.id } })
    const [event] = (await sdk.events.list({ types: 'order.created', aggregateId: order.id })).data
    expect(told.body.data).toEqual(event)

    status = 500
    await sdk.orders.cancel(order.id, {})
    // Both events of it fail once, and are taken at the second attempt, some seconds later.
    await arrivals(3)
    status = 204
    const failed = (await sdk.webhookEndpoints.deliveries(id, { status: 'PENDING' })).data[0]
    await arrivals(5)
    const tried = async () => (await sdk.webhookDeliveries.get(failed?.id ?? '')).attempts
    await until(SETTLED_MS, 'the second attempt to be logged', async () => (await tried()).length === 2)
    expect(await tried()).toMatchObject([
      { number: 1, outcome: 'FAILED', httpStatus: 500, error: 'http_status', responseBody: 'the shop is closed' },
      { number: 2, outcome: 'SUCCEEDED', httpStatus: 204, error: null, message: null },
    ])

    const rotated = await sdk.webhookEndpoints.rotateSecret(id)
    await sdk.webhookDeliveries.replay(failed?.id ?? '')
    await arrivals(6)
    const replayed = await read(arrived[5])
    expect(replayed.id).toBe(failed?.eventId)
    // For the overlap the old secret and the new one both verify.
    expect(await read(arrived[5], rotated.secret ?? '')).toEqual(replayed)

    await sdk.webhookEndpoints.test(id)
    await arrivals(7)
    expect((await read(arrived[6])).body).toMatchObject({ type: 'webhook.test', data: { aggregateId: id } })
    expect(await sdk.webhookEndpoints.remove(id)).toEqual({ id, removed: true })
  },
  SETTLED_MS,
)
