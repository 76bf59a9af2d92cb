import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MAX_ENDPOINTS } from '../../domain/webhooks/endpoint.ts'
import { type ApiResponse, type Data, type Harness, startApi } from './harness.ts'

const PATH = '/api/v1/webhook-endpoints'
const URL_OF_SHOP = 'https://shop.example/webhooks'
const JANUARY = { 'Offerhub-Version': '2026-01-12' }

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

async function made(more: Record<string, unknown> = {}): Promise<Data> {
  const { status, body } = await api.post(PATH, { url: URL_OF_SHOP, ...more })
  expect([status, body.error]).toEqual([201, undefined])
  return body.data
}

const tell = (id: string, verb: string, json: unknown = {}) => api.post(`${PATH}/${id}/${verb}`, json)
const withKey = (key = randomUUID()) => ({ headers: { 'Idempotency-Key': key } })

/** As if the process that carried the request out had died before it could keep the answer. */
async function forget({ headers }: { headers: Record<string, string> }): Promise<void> {
  await api.owner.sql`
    update idempotency_keys set answered_at = null, status = null, body = null, claimed_at = now() - interval '1 minute'
    where key = ${headers['Idempotency-Key'] ?? ''}`
}

const fieldsOf = ({ body }: ApiResponse) =>
  (body.error.details.fields as { field: string; message: string }[]).map(({ field }) => field)

describe('a webhook endpoint', () => {
  test('is made with a secret, and is read and listed without it', async () => {
    const { secret, ...rest } = await made({ types: ['order.*', 'dispute.opened'], description: 'The shop' })
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(rest).toMatchObject({
      url: URL_OF_SHOP,
      types: ['order.*', 'dispute.opened'],
      description: 'The shop',
      offerhubVersion: '2026-02-25',
      status: 'ENABLED',
      disabledReason: null,
      secretVersion: 1,
      previousSecretUntil: null,
    })
    expect((await api.get(`${PATH}/${rest.id}`)).body.data).toEqual(rest)
    const listed = (await api.get(`${PATH}?limit=1`)).body
    expect(listed.data).toEqual([rest])
    expect(JSON.stringify(listed)).not.toContain('whsec_')
  })

  test('gets every event when no types are named', async () => {
    expect(await made()).toMatchObject({ types: ['*'], description: null })
  })

  test('remembers the version of the request, and shows events by the names of each caller', async () => {
    const { body } = await api.post(
      PATH,
      { url: URL_OF_SHOP, types: ['order.reserved', 'balance.updated'] },
      { headers: JANUARY },
    )
    const bare = body as unknown as Record<string, unknown>
    expect(bare).toMatchObject({
      offerhub_version: '2026-01-12',
      types: ['order.reserved', 'balance.updated'],
      secret_version: 1,
    })
    expect(bare.secret).toMatch(/^whsec_/)
    expect((await api.get(`${PATH}/${bare.id}`)).body.data.types).toEqual(['order.funds_reserved', 'balance.*'])
  })

  test.each([
    [{}, ['url']],
    [{ url: '' }, ['url']],
    [{ url: 5 }, ['url']],
    [{ url: `https://shop.example/${'x'.repeat(2_000)}` }, ['url']],
    [{ url: URL_OF_SHOP, types: 'order.*' }, ['types']],
    [{ url: URL_OF_SHOP, types: [] }, ['types']],
    [{ url: URL_OF_SHOP, types: ['order'] }, ['types']],
    [{ url: URL_OF_SHOP, types: [5] }, ['types.0']],
    [{ url: URL_OF_SHOP, description: 'x'.repeat(201) }, ['description']],
    [{ url: URL_OF_SHOP, secret: 'whsec_mine' }, ['secret']],
  ])('is refused when it is %o', async (json, fields) => {
    const answer = await api.post(PATH, json)
    expect([answer.status, fieldsOf(answer)]).toEqual([400, fields])
  })

  test.each([
    'http://shop.example/webhooks',
    'ftp://shop.example/',
    'https://user:pass@shop.example/',
    'https://shop.example/#here',
    'shop.example',
    'javascript:alert(1)',
  ])('is never made of the URL %s, nor changed to it', async (url) => {
    const { id } = await made()
    for (const { status, body } of [await api.post(PATH, { url }), await tell(id, 'update', { url })]) {
      expect([status, body.error.code]).toEqual([422, 'WEBHOOK_URL_REFUSED'])
      expect(body.error.details).toEqual({ field: 'url', reason: expect.stringMatching(/^must /) })
    }
    expect((await api.get(`${PATH}/${id}`)).body.data.url).toBe(URL_OF_SHOP)
  })

  test.each([
    'https://127.0.0.1/',
    'http://localhost:4000/',
    'https://[::1]/',
    'https://10.1.2.3/',
    'https://[fd00::1]/',
  ])('is made of %s only where private addresses are allowed', async (url) => {
    const strict = await api.another({ WEBHOOK_PRIVATE_ADDRESSES: '' })
    const headers = { Authorization: `Bearer ${api.apiKey}`, 'Content-Type': 'application/json' }
    const answer = await fetch(strict.url + PATH, { method: 'POST', headers, body: JSON.stringify({ url }) })
    await strict.stop()
    expect([answer.status, ((await answer.json()) as ApiResponse['body']).error.code]).toEqual([
      422,
      'WEBHOOK_URL_REFUSED',
    ])
    await tell((await made({ url })).id, 'remove')
  })

  test('is changed in what is given, and stays as it is in the rest', async () => {
    const { id } = await made({ description: 'The shop' })
    const changed = await tell(id, 'update', { types: ['escrow.*'] })
    expect([changed.status, changed.body.data]).toMatchObject([
      200,
      { url: URL_OF_SHOP, types: ['escrow.*'], description: 'The shop', secretVersion: 1 },
    ])
    const url = 'https://new.example/webhooks'
    expect((await tell(id, 'update', { url, description: '' })).body.data).toMatchObject({ url, description: '' })
    expect((await tell(id, 'update', {})).body.data).toMatchObject({ url, types: ['escrow.*'] })
  })

  test('is disabled and enabled, any number of times', async () => {
    const { id } = await made()
    for (let time = 0; time < 2; time += 1) {
      const { body } = await tell(id, 'disable')
      expect(body.data).toMatchObject({ status: 'DISABLED', disabledReason: 'requested' })
    }
    for (let time = 0; time < 2; time += 1) {
      const { body } = await tell(id, 'enable')
      expect(body.data).toMatchObject({ status: 'ENABLED', disabledReason: null, disabledAt: null })
    }
  })

  test('that is removed is gone: not read, not listed, not changed', async () => {
    const { id } = await made()
    const options = withKey()
    const removed = await api.post(`${PATH}/${id}/remove`, {}, options)
    expect([removed.status, removed.body.data]).toEqual([200, { id, removed: true }])
    expect((await api.post(`${PATH}/${id}/remove`, {}, options)).body).toEqual(removed.body)
    await forget(options)
    expect((await api.post(`${PATH}/${id}/remove`, {}, options)).body).toEqual(removed.body)
    for (const verb of ['update', 'enable', 'disable', 'remove', 'rotate-secret', 'test']) {
      expect([verb, (await tell(id, verb)).body.error.code]).toEqual([verb, 'WEBHOOK_ENDPOINT_NOT_FOUND'])
    }
    expect((await api.get(`${PATH}/${id}`)).status).toBe(404)
    expect((await api.get(`${PATH}/${id}/deliveries`)).status).toBe(404)
    const listed = (await api.get(`${PATH}?limit=100`)).body.data as unknown as Data[]
    expect(listed.map((endpoint) => endpoint.id)).not.toContain(id)
  })

  test.each(['update', 'enable', 'disable', 'remove', 'rotate-secret', 'test', 'replay'])(
    'that was never there is a 404: %s',
    async (verb) => {
      const json = verb === 'replay' ? { since: '2026-01-01T00:00:00Z' } : {}
      for (const id of ['whe_missing', 'whd_missing', 'nonsense']) {
        expect([id, (await tell(id, verb, json)).body.error.code]).toEqual([id, 'WEBHOOK_ENDPOINT_NOT_FOUND'])
      }
    },
  )

  test('is listed in pages, newest first', async () => {
    const ids = [await made(), await made(), await made()].map(({ id }) => id).reverse()
    const first = (await api.get(`${PATH}?limit=2`)).body as unknown as {
      data: Data[]
      pagination: { hasMore: boolean; nextCursor: string }
    }
    expect([first.data.map(({ id }) => id), first.pagination.hasMore]).toEqual([ids.slice(0, 2), true])
    const next = await api.get(`${PATH}?limit=1&cursor=${first.pagination.nextCursor}`)
    expect((next.body.data as unknown as Data[])[0]?.id).toBe(ids[2])
  })

  test(`is one of at most ${MAX_ENDPOINTS}; a removed one makes room`, async () => {
    const there = (await api.get(`${PATH}?limit=100`)).body.data as unknown as Data[]
    for (let count = there.length; count < MAX_ENDPOINTS; count += 1) await made()
    const { status, body } = await api.post(PATH, { url: URL_OF_SHOP })
    expect([status, body.error.code, body.error.details]).toEqual([
      409,
      'WEBHOOK_LIMIT_REACHED',
      { limit: MAX_ENDPOINTS },
    ])
    const listed = (await api.get(`${PATH}?limit=100`)).body.data as unknown as Data[]
    for (const { id } of listed.slice(0, 20)) await tell(id, 'remove')
    await made()
  })
})

describe('the secret of a webhook endpoint', () => {
  test.each([
    ['the newest version', {}],
    ['the version 2026-01-12', JANUARY],
  ])('is shown again to a repeat under the same Idempotency-Key in %s, and is in no table', async (_, headers) => {
    const options = { headers: { ...withKey().headers, ...headers } }
    const first = await api.post(PATH, { url: URL_OF_SHOP }, options)
    const again = await api.post(PATH, { url: URL_OF_SHOP }, options)
    expect([again.status, again.headers.get('Idempotent-Replayed'), again.body]).toEqual([201, 'true', first.body])
    const [secret = ''] = /whsec_[\w+/=]+/.exec(JSON.stringify(again.body)) ?? []
    expect(secret).toHaveLength(50)
    const kept = await api.db.sql<{ body: string }[]>`select body from idempotency_keys where body is not null`
    expect(kept.filter(({ body }) => body.includes('whsec_'))).toEqual([])
  })

  test('is shown by a process that takes a request over from one that died', async () => {
    const options = withKey()
    const first = await api.post(PATH, { url: URL_OF_SHOP }, options)
    await forget(options)
    const again = await api.post(PATH, { url: URL_OF_SHOP }, options)
    expect([again.status, again.body]).toEqual([201, first.body])
  })

  test('is another one after a rotation, and the old one signs beside it for the overlap', async () => {
    const { id, secret } = await made()
    const options = withKey()
    const rotated = await api.post(`${PATH}/${id}/rotate-secret`, { overlap_seconds: 3_600 }, options)
    expect([rotated.status, rotated.body.data.secretVersion]).toEqual([201, 2])
    expect(rotated.body.data.secret).toMatch(/^whsec_/)
    expect(rotated.body.data.secret).not.toBe(secret)
    const untilMs = Date.parse(String(rotated.body.data.previousSecretUntil))
    expect(Math.abs(untilMs - Date.now() - 3_600_000)).toBeLessThan(60_000)
    const again = await api.post(`${PATH}/${id}/rotate-secret`, { overlap_seconds: 3_600 }, options)
    expect([again.status, again.body]).toEqual([201, rotated.body])
  })

  test('is not rotated twice by a repeat that takes over', async () => {
    const { id } = await made()
    const options = withKey()
    const rotated = await api.post(`${PATH}/${id}/rotate-secret`, {}, options)
    await forget(options)
    const again = await api.post(`${PATH}/${id}/rotate-secret`, {}, options)
    expect(again.body.data).toMatchObject({ secretVersion: 2, secret: rotated.body.data.secret })
  })

  test('that signs no more is shown no more', async () => {
    const options = withKey()
    const first = await api.post(PATH, { url: URL_OF_SHOP }, options)
    await tell(first.body.data.id, 'rotate-secret', { overlapSeconds: 0 })
    const again = await api.post(PATH, { url: URL_OF_SHOP }, options)
    expect([again.status, again.body.data]).toEqual([201, { ...first.body.data, secret: null }])
  })

  test.each([-1, 1.5, 700_000, '60'])('is not rotated with an overlap of %o', async (overlapSeconds) => {
    const { id } = await made()
    expect(fieldsOf(await tell(id, 'rotate-secret', { overlapSeconds }))).toEqual(['overlapSeconds'])
  })
})
