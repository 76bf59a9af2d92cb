import { expect, it } from 'vitest'
import { WebhookLimitReachedError, WebhookUrlRefusedError } from '../../../sdk/src/index.ts'
import { fakeApi, ok, page, refused } from './fakeApi.ts'

const ENDPOINT = { id: 'whe_1', url: 'https://shop.example/webhooks', types: ['order.*'], status: 'ENABLED' }

it('an endpoint is made, changed, switched, tested and removed at its own addresses', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ok({ ...ENDPOINT, secret: 'whsec_x' }, 201))
  const made = await sdk.webhookEndpoints.create({ url: ENDPOINT.url, types: ['order.*'] })
  expect(made.secret).toBe('whsec_x')
  await sdk.webhookEndpoints.get('whe_1')
  await sdk.webhookEndpoints.update('whe_1', { types: ['*'] })
  await sdk.webhookEndpoints.enable('whe_1')
  await sdk.webhookEndpoints.disable('whe_1')
  await sdk.webhookEndpoints.rotateSecret('whe_1', { overlapSeconds: 60 })
  await sdk.webhookEndpoints.rotateSecret('whe_1')
  await sdk.webhookEndpoints.test('whe_1')
  await sdk.webhookEndpoints.replay('whe_1', { since: '2026-02-25T12:00:00Z', status: 'ALL' })
  await sdk.webhookEndpoints.remove('whe_1')
  expect(sent.map(({ method, path, body }) => [method, path.replace('/api/v1/webhook-endpoints', ''), body])).toEqual([
    ['POST', '', { url: ENDPOINT.url, types: ['order.*'] }],
    ['GET', '/whe_1', undefined],
    ['POST', '/whe_1/update', { types: ['*'] }],
    ['POST', '/whe_1/enable', {}],
    ['POST', '/whe_1/disable', {}],
    ['POST', '/whe_1/rotate-secret', { overlapSeconds: 60 }],
    ['POST', '/whe_1/rotate-secret', {}],
    ['POST', '/whe_1/test', {}],
    ['POST', '/whe_1/replay', { since: '2026-02-25T12:00:00Z', status: 'ALL' }],
    ['POST', '/whe_1/remove', {}],
  ])
  const keys = sent.filter(({ method }) => method === 'POST').map(({ headers }) => headers.get('idempotency-key'))
  expect(new Set(keys).size).toBe(9)
})

it('endpoints and their deliveries are lists that go on by themselves', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(page([{ id: 'whd_3' }, { id: 'whd_2' }], 'whd_2'), page([{ id: 'whd_1' }], null))
  const seen: string[] = []
  const query = { status: 'FAILED', eventType: 'order.closed', limit: 2 } as const
  for await (const { id } of sdk.webhookEndpoints.deliveries('whe_1', query)) seen.push(id)
  expect(seen).toEqual(['whd_3', 'whd_2', 'whd_1'])
  expect(sent[1]).toMatchObject({
    path: '/api/v1/webhook-endpoints/whe_1/deliveries',
    query: { status: 'FAILED', eventType: 'order.closed', limit: '2', cursor: 'whd_2' },
  })
  answer(page([ENDPOINT], null))
  expect((await sdk.webhookEndpoints.list()).data).toEqual([ENDPOINT])
})

it('a delivery is read and sent again by its own id', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ok({ id: 'whd_1', status: 'FAILED', attempts: [] }))
  expect((await sdk.webhookDeliveries.get('whd_1')).attempts).toEqual([])
  await sdk.webhookDeliveries.replay('whd_1')
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/v1/webhook-deliveries/whd_1',
    'POST /api/v1/webhook-deliveries/whd_1/replay',
  ])
})

it('a request for a secret that is repeated after a broken connection carries the same key, so it shows the same secret', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(new TypeError('fetch failed'), ok({ ...ENDPOINT, secret: 'whsec_x' }, 201))
  expect((await sdk.webhookEndpoints.create({ url: ENDPOINT.url })).secret).toBe('whsec_x')
  expect(sent[1]?.headers.get('idempotency-key')).toBe(sent[0]?.headers.get('idempotency-key'))
})

it('a URL that is refused and an endpoint too many are errors of their own, with what to do', async () => {
  const { sdk, answer } = fakeApi()
  const details = { field: 'url', reason: 'must begin with https://' }
  answer(refused(422, 'WEBHOOK_URL_REFUSED', { details }))
  const wrong = await sdk.webhookEndpoints.create({ url: 'http://shop.example' }).catch((thrown) => thrown)
  expect(wrong).toBeInstanceOf(WebhookUrlRefusedError)
  expect(wrong.details.reason).toBe('must begin with https://')
  answer(refused(409, 'WEBHOOK_LIMIT_REACHED', { details: { limit: 50 } }))
  await expect(sdk.webhookEndpoints.create({ url: ENDPOINT.url })).rejects.toBeInstanceOf(WebhookLimitReachedError)
})
