import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Data } from '../api/harness.ts'
import { orderIn } from '../api/inState.ts'
import { call } from './support/everyRoute.ts'
import { useApi } from './support/useApi.ts'

/**
 * OWASP API1:2023. One installation serves one marketplace, so a key sees all of its objects; what must hold is that an
 * id opens nothing but the object that it names, and that nobody acts on an order in the name of somebody else's user.
 */
const { api, routes } = await useApi()
let mine: Data
let other: Data
const MILESTONES = [
  { ref: 'only-in-mine', title: 'Draft', amount: '20.00' },
  { ref: 'shared', title: 'Final', amount: '30.00' },
]

beforeAll(async () => {
  mine = await orderIn(api, 'IN_PROGRESS', MILESTONES)
  other = await orderIn(api, 'IN_PROGRESS')
})

describe('an id', () => {
  test('of one kind opens nothing where another kind belongs, on every route', async () => {
    const disputed = await orderIn(api, 'DISPUTED')
    const key = (await api.post('/api/v1/api-keys', { name: 'aim', scopes: ['read'] })).body.data.id
    const endpoint = (await api.post('/api/v1/webhook-endpoints', { url: 'https://shop.example/' })).body.data.id
    const ids = {
      orderId: mine.id,
      userId: String(mine.buyerId),
      disputeId: String(disputed.disputeId),
      apiKeyId: key,
      webhookEndpointId: endpoint,
      webhookDeliveryId: (await api.post(`/api/v1/webhook-endpoints/${endpoint}/test`)).body.data.id,
    }
    const seen: string[] = []
    for (const route of routes.filter(({ operation }) => operation.path.includes('{'))) {
      const [parameter = ''] = /(?<=\{)\w+(?=\})/.exec(route.operation.path) ?? []
      for (const [kind, id] of Object.entries(ids)) {
        if (kind === parameter) continue
        const address = route.operation.path.replace(`{${parameter}}`, id).replaceAll(/\{\w+\}/g, 'x')
        const { status } = await call(api, { ...route, address })
        // A body that lacks something may be refused before the object is looked for.
        if (status !== 404 && status !== 400) seen.push(`${route.told} with a ${kind}: ${status}`)
      }
    }
    expect(seen).toEqual([])
  })

  test('of a command opens it under its own order only', async () => {
    const commands = (await api.get(`/api/v1/orders/${mine.id}/commands`)).body.data as unknown as Data[]
    const id = commands[0]?.id
    expect((await api.get(`/api/v1/orders/${mine.id}/commands/${id}`)).status).toBe(200)
    expect((await api.get(`/api/v1/orders/${other.id}/commands/${id}`)).body.error.code).toBe('NOT_FOUND')
  })

  test('of a milestone is one of its own order only', async () => {
    for (const verb of ['complete', 'release']) {
      const { body } = await api.post(`/api/v1/orders/${other.id}/milestones/only-in-mine/${verb}`)
      expect([verb, body.error.code]).toEqual([verb, 'MILESTONE_NOT_FOUND'])
    }
  })

  test('cannot be guessed from another: two made at once differ in more than a counter', async () => {
    const [a, b] = [(await api.order()).id, (await api.order()).id]
    const random = (id: string) => id.slice(-13)
    expect(random(a)).not.toBe(random(b))
    expect([...random(a)].filter((letter, index) => letter !== random(b)[index]).length).toBeGreaterThan(4)
  })
})

describe("somebody else's user", () => {
  test('cannot act on an order, by whichever command names an actor', async () => {
    const stranger = await api.user()
    const tries: readonly (readonly [path: string, body: Record<string, unknown>])[] = [
      ['resolution/release', { requestedBy: stranger }],
      ['resolution/refund', { requestedBy: stranger, reason: 'mine now' }],
      ['resolution/dispute', { openedBy: stranger, reason: 'OTHER' }],
      ['cancel', { canceledBy: stranger }],
    ]
    for (const [path, body] of tries) {
      const answer = await api.post(`/api/v1/orders/${other.id}/${path}`, body)
      // Who opens a dispute is told by a role; a user's id is no such thing.
      expect([path, answer.status]).toEqual([path, path.endsWith('dispute') ? 400 : 403])
    }
    expect((await api.get(`/api/v1/orders/${other.id}`)).body.data.status).toBe('IN_PROGRESS')
  })

  test('gets no money by a party that may not give it: the seller cannot release to themselves', async () => {
    const { status, body } = await api.post(`/api/v1/orders/${other.id}/resolution/release`, { requestedBy: 'SELLER' })
    expect([status, body.error.code]).toEqual([403, 'FORBIDDEN'])
  })
})

test('an Idempotency-Key of one API key replays nothing to another', async () => {
  const headers = { 'Idempotency-Key': randomUUID() }
  const body = { externalUserId: randomUUID() }
  const first = await api.post('/api/v1/users', body, { headers })
  const second = await api.post(
    '/api/v1/users',
    { externalUserId: randomUUID() },
    { headers, key: await api.makeKey('write') },
  )
  expect([first.status, second.status]).toEqual([201, 201])
  expect(second.headers.get('Idempotent-Replayed')).toBeNull()
  expect(second.body.data.id).not.toBe(first.body.data.id)
})
