import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createKeyRing, REMEMBERED_MS } from '../../api/access/keyRing.ts'
import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import { revokeApiKey } from '../../db/apiKeys/revokeApiKey.ts'
import { type Data, type Harness, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

type NewKey = Data & { key: string; prefix: string }

async function newKey(json: Record<string, unknown> = {}): Promise<NewKey> {
  const { status, body } = await api.post('/api/v1/api-keys', { name: 'shop', scopes: ['read'], ...json })
  expect(status).toBe(201)
  return body.data as NewKey
}

const opens = async (key: string) => (await api.get('/api/v1/config', { key })).status

describe('an API key', () => {
  test('is shown once, opens what its scopes say, and is listed without itself', async () => {
    const made = await newKey({ scopes: ['read', 'read', 'write'], environment: 'live' })
    expect(made).toMatchObject({ name: 'shop', status: 'ACTIVE', scopes: ['read', 'write'], lastUsedAt: null })
    expect(made.key).toMatch(/^ohk_live_/)
    expect(made.key.startsWith(made.prefix)).toBe(true)
    expect(await opens(made.key)).toBe(200)
    expect((await api.post('/api/v1/api-keys', { name: 'x', scopes: ['read'] }, { key: made.key })).status).toBe(403)
    const { body } = await api.get('/api/v1/api-keys?limit=5')
    const [listed] = body.data as unknown as Data[]
    expect(listed).toMatchObject({ id: made.id, status: 'ACTIVE' })
    expect(JSON.stringify(body)).not.toContain(made.key)
  })

  test('is not kept in the answer for repeats', async () => {
    const options = { headers: { 'Idempotency-Key': randomUUID() } }
    const json = { name: 'once', scopes: ['read'] }
    const first = await api.post('/api/v1/api-keys', json, options)
    const again = await api.post('/api/v1/api-keys', json, options)
    expect([again.status, again.headers.get('Idempotent-Replayed')]).toEqual([201, 'true'])
    expect(again.body.data).toEqual({ ...first.body.data, key: null })
    const kept = await api.db.sql<{ body: string }[]>`select body from idempotency_keys where body is not null`
    expect(kept.some(({ body }) => body.includes(String(first.body.data.key)))).toBe(false)
  })

  test('cannot be given a scope that the giver lacks, nor be rotated into one', async () => {
    const support = await newKey({ scopes: ['support'] })
    const strong = await newKey({ scopes: ['read', 'write'] })
    const json = { name: 'more', scopes: ['write', 'support'] }
    const made = await api.post('/api/v1/api-keys', json, { key: support.key })
    expect([made.status, made.body.error.details]).toEqual([403, { requiredScope: 'write' }])
    const rotated = await api.post(`/api/v1/api-keys/${strong.id}/rotate`, {}, { key: support.key })
    expect([rotated.status, rotated.body.error.details]).toEqual([403, { requiredScope: 'read' }])
  })

  test.each([
    [{}, ['name', 'scopes']],
    [{ name: '', scopes: [] }, ['name', 'scopes']],
    [{ name: 'x', scopes: ['admin'] }, ['scopes.0']],
    [{ name: 'x', scopes: 'read' }, ['scopes']],
    [{ name: 'x', scopes: ['read'], environment: 'prod' }, ['environment']],
    [{ name: 'x', scopes: ['read'], expiresAt: 'soon' }, ['expiresAt']],
    [{ name: 'x', scopes: ['read'], expires_at: '2020-01-01T00:00:00Z' }, ['expires_at']],
  ])('is refused when it is %o', async (json, fields) => {
    const { status, body } = await api.post('/api/v1/api-keys', json)
    expect(status).toBe(400)
    expect((body.error.details.fields as { field: string }[]).map(({ field }) => field)).toEqual(fields)
  })

  test('that is revoked opens nothing from that moment on', async () => {
    const made = await newKey()
    expect(await opens(made.key)).toBe(200)
    const { status, body } = await api.post(`/api/v1/api-keys/${made.id}/revoke`)
    expect([status, body.data.status, body.data.revokedAt]).toEqual([200, 'REVOKED', expect.any(String)])
    expect(await opens(made.key)).toBe(401)
    const again = (await api.post(`/api/v1/api-keys/${made.id}/revoke`)).body.data
    // When a key was used last is noted beside the requests.
    expect({ ...again, lastUsedAt: null }).toEqual({ ...body.data, lastUsedAt: null })
    const rotated = await api.post(`/api/v1/api-keys/${made.id}/rotate`)
    expect([rotated.status, rotated.body.error.details.currentStatus]).toEqual([409, 'REVOKED'])
  })

  test('that is rotated goes on for the overlap beside the new one', async () => {
    const made = await newKey({ name: 'turning' })
    const rotated = await api.post(`/api/v1/api-keys/${made.id}/rotate`, { overlap_seconds: 3_600 })
    const fresh = rotated.body.data as NewKey
    expect([rotated.status, fresh.name, fresh.scopes]).toEqual([201, 'turning', ['read']])
    expect(fresh.key).not.toBe(made.key)
    expect([await opens(made.key), await opens(fresh.key)]).toEqual([200, 200])
    const again = await api.post(`/api/v1/api-keys/${made.id}/rotate`)
    expect([again.status, again.body.error.details]).toMatchObject([
      409,
      { currentStatus: 'REPLACED', replacedBy: fresh.id },
    ])
  })

  test('that is rotated without overlap ends at once', async () => {
    const made = await newKey()
    expect(await opens(made.key)).toBe(200)
    const { body } = await api.post(`/api/v1/api-keys/${made.id}/rotate`, { overlapSeconds: 0 })
    expect([await opens(made.key), await opens(String(body.data.key))]).toEqual([401, 200])
  })

  test.each([-1, 1.5, 10_000_000, '60'])('is not rotated with an overlap of %o', async (overlapSeconds) => {
    const made = await newKey()
    expect((await api.post(`/api/v1/api-keys/${made.id}/rotate`, { overlapSeconds })).status).toBe(400)
  })

  test.each(['rotate', 'revoke'])('that does not exist is a 404: %s', async (what) => {
    expect((await api.post(`/api/v1/api-keys/key_missing/${what}`)).body.error.code).toBe('API_KEY_NOT_FOUND')
    expect((await api.post(`/api/v1/api-keys/nonsense/${what}`)).body.error.code).toBe('API_KEY_NOT_FOUND')
  })

  test('notes when it was last used', async () => {
    const made = await newKey()
    await opens(made.key)
    await expect
      .poll(async () => {
        const listed = (await api.get('/api/v1/api-keys?limit=1')).body.data as unknown as Data[]
        return listed[0]?.lastUsedAt
      })
      .toEqual(expect.any(String))
  })
})

describe('the ring of keys of one process', () => {
  const ringAt = () => {
    const clock = { time: Date.now(), nowMs: () => clock.time }
    return { clock, ring: createKeyRing(api.db, clock, pino({ level: 'silent' })) }
  }
  const draft = { name: 'ring', scopes: ['read'], environment: 'test' } as const

  test('takes a key at its word for a few seconds and no longer, though it was revoked elsewhere', async () => {
    const { clock, ring } = ringAt()
    const { id, key } = await createApiKey(api.db, draft)
    expect(await ring.find(key)).toMatchObject({ id })
    await revokeApiKey(api.db, id)
    clock.time += REMEMBERED_MS - 1
    expect(await ring.find(key)).toMatchObject({ id })
    clock.time += 1
    expect(await ring.find(key)).toBeNull()
  })

  test('forgets a key when it is told to', async () => {
    const { ring } = ringAt()
    const { id, key } = await createApiKey(api.db, draft)
    await ring.find(key)
    await revokeApiKey(api.db, id)
    ring.forget(id)
    expect(await ring.find(key)).toBeNull()
  })

  test('does not remember a key that it did not know', async () => {
    const { ring } = ringAt()
    const key = `ohk_test_${randomUUID()}`
    expect(await ring.find(key)).toBeNull()
    await api.db.sql`
      insert into api_keys (id, name, environment, prefix, hash, scopes)
      values ('key_late', 'late', 'test', 'ohk_test_late', encode(sha256(${key}::bytea), 'hex'), '{read}')`
    expect(await ring.find(key)).toMatchObject({ id: 'key_late' })
  })
})
