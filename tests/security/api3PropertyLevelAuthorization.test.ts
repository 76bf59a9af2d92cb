import { describe, expect, test } from 'vitest'
import { orderIn } from '../api/inState.ts'
import { bodyFields, call } from './support/everyRoute.ts'
import { useApi } from './support/useApi.ts'

/** OWASP API3:2023. A caller sets the fields that a request has and no others, and sees none that are the system's own. */
const { api, document, routes } = await useApi()

/** Columns and things of programs that somebody may hope to set in passing. */
const WISHES = [
  'id',
  'status',
  'version',
  'balance',
  'available',
  'platformFeeBps',
  'platform_fee_bps',
  'feePolicy',
  'contractId',
  'transactionHash',
  'walletAddress',
  'scopes',
  'environment',
  'revokedAt',
  'createdAt',
  'isAdmin',
  'role',
  'constructor',
  'prototype',
  '__proto__',
]

describe('a field that a request does not have', () => {
  test('is refused by its name on every route that takes a body, and changes nothing', async () => {
    const writes = routes.filter(({ operation }) => operation.method === 'post')
    expect(writes.length).toBeGreaterThan(18)
    for (const route of writes) {
      const own = new Set(bodyFields(document, route.operation).map(plain))
      for (const wish of WISHES.filter((name) => !own.has(plain(name)))) {
        const { status, body } = await api.post(route.address, undefined, {
          raw: `{${JSON.stringify(wish)}: 1}`,
          headers: { 'Content-Type': 'application/json' },
        })
        expect([route.told, wish, status]).toEqual([route.told, wish, 400])
        expect(body.error.details.fields).toContainEqual({ field: wish, message: 'is not a field of this request' })
      }
    }
  })

  test('is refused in the address as well', async () => {
    for (const route of routes.filter(({ name }) => name !== 'metrics')) {
      const { status, body } = await call(api, { ...route, address: `${route.address}?isAdmin=true` })
      // A body may be refused first for what it lacks; the stream is among the others.
      expect([route.told, status]).toEqual([route.told, 400])
      expect(JSON.stringify(body.error.details)).toContain('isAdmin')
    }
  })
})

const plain = (name: string) => name.replaceAll('_', '').toLowerCase()

describe("what is the system's own", () => {
  const OWN = /cipher|keyhash|password|secret|masterkey|keyid$|envelope|fingerprint|^seed$/i
  /** What is told of a secret, and is none. */
  const TOLD = ['secretVersion', 'previousSecretUntil']
  const isOwn = (name: string) => OWN.test(name) && !TOLD.includes(name)

  test('has no place in any answer that the document describes', () => {
    // The secret of a webhook is its receiver's, and is shown to whoever makes it.
    const { WebhookEndpointWithSecret: made, RotateWebhookSecretRequest: _, ...others } = document.components.schemas
    expect(JSON.stringify(made)).toContain('"secret":')
    const names = [...JSON.stringify(others).matchAll(/"(\w+)":\{"(?:type|\$ref|anyOf|enum)"/g)]
    expect(names.length).toBeGreaterThan(150)
    expect(names.map(([, name = '']) => name).filter(isOwn)).toEqual([])
  })

  test('of a key is its hash, which no schema of a key has', () => {
    const keys = Object.entries(document.components.schemas).filter(([name]) => name.includes('ApiKey'))
    expect(keys.length).toBeGreaterThan(1)
    for (const [, { properties }] of keys) expect(Object.keys(properties ?? {})).not.toContain('hash')
  })

  test('is in no answer to a read, of whatever state', async () => {
    const order = await orderIn(api, 'DISPUTED')
    const endpoint = (await api.post('/api/v1/webhook-endpoints', { url: 'https://shop.example/' })).body.data.id
    const ids: Record<string, string> = {
      webhookEndpointId: endpoint,
      webhookDeliveryId: (await api.post(`/api/v1/webhook-endpoints/${endpoint}/test`)).body.data.id,
      orderId: order.id,
      userId: String(order.buyerId),
      disputeId: String(order.disputeId),
    }
    let read = 0
    for (const route of routes.filter(
      ({ operation, name }) => operation.method === 'get' && !/stream|metrics/.test(name),
    )) {
      const address = route.operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'x')
      const { status, body } = await call(api, { ...route, address })
      if (status === 200) read += 1
      expect([route.told, namesIn(body).filter(isOwn)]).toEqual([route.told, []])
    }
    expect(read).toBeGreaterThan(18)
  })
})

function namesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)])
}
