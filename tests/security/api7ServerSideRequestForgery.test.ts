import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readdir, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadWorkerConfig } from '../../config/load.ts'
import type { JsonSchema } from '../api/apiDocument.ts'
import { orderIn } from '../api/inState.ts'
import { bodyFields } from './support/everyRoute.ts'
import { useApi } from './support/useApi.ts'

/**
 * OWASP API7:2023. No caller can name an address that the API then speaks to. One kind of request names an address at
 * all, the URL of a webhook endpoint; workers call it, and only on the public internet (webhookDeliveries.test.ts).
 * Addresses in other fields make nobody connect to them. Where else the workers connect to is the configuration's, which
 * is held to its own rules.
 */
const { api, document, routes } = await useApi()
let bait: Server
let baitPort = 0
let visits = 0

beforeAll(async () => {
  bait = createServer((_request, response) => response.end('caught'))
  bait.on('connection', () => {
    visits += 1
  })
  const listening = Promise.withResolvers<void>()
  bait.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  baitPort = (bait.address() as AddressInfo).port
})

afterAll(() => {
  bait.closeAllConnections()
  bait.close()
})

/** The ports that this process connects to while the work is done. */
async function connectionsDuring(work: () => Promise<void>): Promise<Set<number>> {
  const ports = new Set<number>()
  const note = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    socket.once('connect', () => ports.add(Number(socket.remotePort)))
    socket.once('error', () => ports.add(-1))
  }
  subscribe('net.client.socket', note)
  try {
    await work()
    await api.orders.settled()
  } finally {
    unsubscribe('net.client.socket', note)
  }
  return ports
}

function withAddress(schema: JsonSchema | undefined, url: string): unknown {
  const types = [schema?.type ?? []].flat()
  if (types.includes('array')) return [withAddress(schema?.items, url)]
  if (types.includes('object')) {
    return Object.fromEntries(
      Object.entries(schema?.properties ?? {}).map(([name, of]) => [name, withAddress(of, url)]),
    )
  }
  return url
}

describe('an address that a caller sends', () => {
  test('in any field of any request makes nobody connect to it', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const ids: Record<string, string> = {
      orderId: order.id,
      userId: String(order.buyerId),
      disputeId: String(order.disputeId),
      webhookEndpointId: (await api.post('/api/v1/webhook-endpoints', { url: 'https://shop.example/' })).body.data.id,
    }
    const url = `http://127.0.0.1:${baitPort}/latest/meta-data/`
    const ports = await connectionsDuring(async () => {
      for (const route of routes.filter(({ operation }) => operation.method === 'post')) {
        const path = route.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x')
        const schema = route.operation.requestBody?.content['application/json']?.schema
        const named = document.components.schemas[schema?.$ref?.split('/').at(-1) ?? ''] ?? schema
        for (const field of bodyFields(document, route.operation)) {
          await api.post(path, { [field]: withAddress(named?.properties?.[field], url) })
        }
      }
      const headers = {
        'X-Forwarded-Host': `127.0.0.1:${baitPort}`,
        Referer: url,
        Origin: url,
        Forwarded: `host=${url}`,
      }
      await api.get('/api/v1/config', { headers })
      await api.post('/api/v1/users', { externalUserId: url }, { headers })
      await api.post('/api/v1/orders', {
        buyerId: order.buyerId,
        sellerId: order.sellerId,
        amount: '1.00',
        title: url,
        description: url,
      })
      await api.post(`/api/v1/disputes/${order.disputeId}/assign`, { assignee: url })
    })
    expect(visits).toBe(0)
    expect(ports).not.toContain(baitPort)
    // This process holds the API and the test: the one is spoken to by the other, and speaks to Postgres.
    expect([...ports].filter((port) => port !== Number(new URL(api.url).port) && port !== postgresPort())).toEqual([])
  })

  test('is no kind of field that any request has, but for those that say where webhooks go', () => {
    const fields = routes.flatMap(({ name, operation }) =>
      bodyFields(document, operation).map((field) => ({ name, field })),
    )
    expect(fields.length).toBeGreaterThan(30)
    expect(fields.filter(({ field }) => /url|uri|callback|webhook|host|endpoint/i.test(field))).toEqual([
      { name: 'createWebhookEndpoint', field: 'url' },
      { name: 'updateWebhookEndpoint', field: 'url' },
    ])
  })

  test('is not where links in answers lead: the Host header is not believed', async () => {
    const headers = { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' }
    const { body } = await api.get('/api/v1/orders/ord_missing', { headers })
    expect(JSON.stringify(body)).not.toContain('evil.example')
    const redirect = await fetch(`${api.url}/api/v1/errors/%2F%2Fevil.example`, {
      headers: { Accept: 'text/html' },
      redirect: 'manual',
    })
    expect([redirect.status, redirect.headers.get('location')]).toEqual([404, null])
  })

  test('is seen when somebody does connect: the look-out is awake', async () => {
    const ports = await connectionsDuring(async () => {
      await fetch(`http://127.0.0.1:${baitPort}/`, { headers: { connection: 'close' } })
    })
    expect(ports).toContain(baitPort)
  })
})

function postgresPort(): number {
  return Number([api.db.sql.options.port].flat()[0])
}

test('the program that callers reach has no code that sends a request', async () => {
  const folder = fileURLToPath(new URL('../../api/', import.meta.url))
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'))
  expect(files.length).toBeGreaterThan(100)
  for (const name of files) {
    const source = await readFile(`${folder}${name}`, 'utf8')
    expect([name, /\bfetch\(|from '(node:)?(http|https|net|tls|undici|axios)'/.test(source)]).toEqual([name, false])
  }
})

describe('an address in the configuration', () => {
  const worker = {
    DATABASE_URL: 'postgres://app:pw@127.0.0.1:5432/offerhub',
    STELLAR_NETWORK: 'testnet',
    TRUSTLESS_WORK_API_KEY: 'vendor-key',
    ESCROW_FACTORY_ID: `C${'A'.repeat(55)}`,
    ESCROW_WASM_HASH: 'ab'.repeat(32),
    MULTI_ESCROW_WASM_HASH: 'ab'.repeat(32),
    WEBHOOK_KEYS: `k1:${Buffer.alloc(32, 3).toString('base64')}`,
    MASTER_KEY: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
    TREASURY_SECRET: `S${'B'.repeat(55)}`,
    SPONSOR_SECRET: `S${'B'.repeat(55)}`,
    RESOLVER_SECRET: `S${'B'.repeat(55)}`,
    DEPLOYER_SECRETS: `S${'B'.repeat(55)}`,
  }

  test.each(['STELLAR_RPC_URL', 'TRUSTLESS_WORK_URL'])('%s is one of the web, and nothing else', (name) => {
    expect(() => loadWorkerConfig(worker)).not.toThrow()
    for (const url of [
      'file:///etc/passwd',
      'ftp://example.com',
      'gopher://example.com',
      'javascript:alert(1)',
      '//x',
      'x',
    ]) {
      expect(() => loadWorkerConfig({ ...worker, [name]: url })).toThrow(
        `${name} must be a URL that starts with http://`,
      )
    }
  })
})
