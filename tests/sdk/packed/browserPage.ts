import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { json, text } from 'node:stream/consumers'
import type { Stack } from '../../../cli/stack/findStack.ts'

export type Page = { readonly url: string; readonly result: Promise<unknown>; close(): Promise<void> }

const IMPORTS = {
  '@offerhub/sdk': '/modules/@offerhub/sdk/dist/index.js',
  'eventsource-parser': '/modules/eventsource-parser/dist/index.js',
}

/** What the page does: everything that a browser does differently from Node. */
const SCRIPT = `
import { money, OfferHubSDK, subscribeWithTicket, verifyWebhook } from '@offerhub/sdk'

async function play({ directUrl, apiKey }) {
  const sdk = new OfferHubSDK({ apiUrl: '/shop', apiKey })
  const person = (type) => sdk.users.create({ externalUserId: type + crypto.randomUUID(), type })
  const [buyer, seller] = await Promise.all([person('BUYER'), person('SELLER')])
  const feed = subscribeWithTicket(['order.created', 'order.closed'], {
    apiUrl: directUrl,
    ticket: async () => (await sdk.events.createTicket()).ticket,
  })
  await feed.opened
  const order = await sdk.orders.create({ buyerId: buyer.id, sellerId: seller.id, amount: '50.00' })
  const refusal = await sdk.orders.reserve(order.id).catch((error) => error.name)
  await sdk.orders.cancel(order.id)
  const heard = []
  for await (const event of feed) {
    if (event.payload.orderId !== order.id) continue
    if (heard.push(event.eventType) === 2) break
  }
  const now = String(Math.floor(Date.now() / 1000))
  const headers = { 'webhook-id': 'msg_1', 'webhook-timestamp': now, 'webhook-signature': 'v1,AAAA' }
  const webhook = await verifyWebhook({ body: '{}', headers, secret: 'whsec_AAAA' }).catch((error) => error.fault)
  return { refusal, heard, webhook, sum: money.add('0.10', '0.20') }
}

const facts = await (await fetch('/facts')).json()
const result = await play(facts).catch((error) => ({ failed: String(error.stack ?? error) }))
await fetch('/result', { method: 'POST', body: JSON.stringify(result) })
`

/** A shop's server: its page, the modules as they were installed, and a way to the API. */
export async function servePage(modules: string, { apiUrl, apiKey }: Stack): Promise<Page> {
  const { promise: result, resolve } = Promise.withResolvers<unknown>()
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = request.url ?? '/'
    if (url.startsWith('/modules/'))
      return await sendModule(response, path.join(modules, url.slice('/modules/'.length)))
    if (url.startsWith('/shop/')) return await passOn(request, response, `${apiUrl}${url.slice('/shop'.length)}`)
    if (url === '/facts') return response.end(JSON.stringify({ directUrl: apiUrl, apiKey }))
    if (url === '/result') resolve(await json(request))
    response.setHeader('content-type', 'text/html')
    response.end(
      `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script><script type="module">${SCRIPT}</script>`,
    )
  }
  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    result,
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

async function sendModule(response: ServerResponse, file: string): Promise<void> {
  const source = await readFile(file)
  response.setHeader('content-type', 'text/javascript')
  response.end(source)
}

async function passOn(request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const { authorization = '', 'idempotency-key': key, 'content-type': type } = request.headers
  const headers = {
    authorization,
    ...(key && { 'idempotency-key': String(key) }),
    ...(type && { 'content-type': type }),
  }
  const body = request.method === 'POST' ? await text(request) : undefined
  const answer = await fetch(url, { method: request.method ?? 'GET', headers, ...(body !== undefined && { body }) })
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' })
  response.end(await answer.text())
}
