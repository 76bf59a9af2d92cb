import { describe, expect, test } from 'vitest'
import { BODY_LIMIT_BYTES } from '../../api/middleware/readJson.ts'
import { readPreference } from '../../api/requests/preference.ts'
import { MAX_PAGE } from '../../db/page.ts'
import { call } from './support/everyRoute.ts'
import { useApi } from './support/useApi.ts'

/**
 * OWASP API4:2023. What one caller can make this system do is bounded: requests, bodies, pages, waits. That readers who
 * do not read are dropped is in tests/api/subscriber.test.ts, that packed bodies are bounded in tests/api/validation.test.ts.
 */

const LIMIT = 5
const { api, routes } = await useApi({ settings: { RATE_LIMIT_PER_MINUTE: String(LIMIT) } })

describe('requests over the limit', () => {
  test('are refused with the time to come back, and the headers count down to it', async () => {
    const key = await api.makeKey('read')
    const answers = []
    for (let request = 0; request <= LIMIT; request += 1) answers.push(await api.get('/api/v1/config', { key }))
    expect(answers.map(({ status }) => status)).toEqual([...Array(LIMIT).fill(200), 429])
    const left = answers.map(({ headers }) => /^"read";r=(\d+);t=\d+$/.exec(headers.get('RateLimit') ?? '')?.[1])
    expect(left).toEqual(['4', '3', '2', '1', '0', '0'])
    expect(answers[0]?.headers.get('RateLimit-Policy')).toBe(`"read";q=${LIMIT};w=60`)
    const refused = answers.at(-1)
    expect(refused?.body.error).toMatchObject({ code: 'RATE_LIMITED', details: { class: 'read', limit: LIMIT } })
    const retryAfter = Number(refused?.headers.get('Retry-After'))
    expect(retryAfter).toBeGreaterThanOrEqual(1)
    expect(retryAfter).toBeLessThanOrEqual(60)
  })

  test('of one key are none of another, and reads are none of writes', async () => {
    const [busy, quiet] = [await api.makeKey('read', 'write'), await api.makeKey('read')]
    for (let request = 0; request <= LIMIT; request += 1) await api.get('/api/v1/config', { key: busy })
    expect((await api.get('/api/v1/config', { key: busy })).status).toBe(429)
    expect((await api.get('/api/v1/config', { key: quiet })).status).toBe(200)
    expect((await api.post('/api/v1/events/tickets', {}, { key: busy })).status).toBe(201)
  })

  test('are counted before the body is read, and not for strangers', async () => {
    const key = await api.makeKey('write')
    for (let request = 0; request < LIMIT; request += 1) await api.post('/api/v1/users', {}, { key })
    expect((await api.post('/api/v1/users', undefined, { key, raw: '{broken' })).status).toBe(429)
    for (let request = 0; request <= LIMIT; request += 1) {
      expect((await api.get('/api/v1/config', { key: 'ohk_test_nobody' })).status).toBe(401)
    }
  })

  test('do not exist where no limit is set', async () => {
    const free = await api.another({ RATE_LIMIT_PER_MINUTE: '' })
    const headers = { Authorization: `Bearer ${api.apiKey}` }
    const answers = await Promise.all(
      Array.from({ length: 4 * LIMIT }, () => fetch(`${free.url}/api/v1/config`, { headers })),
    )
    await free.stop()
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(answers[0]?.headers.has('RateLimit')).toBe(false)
  })
})

describe('every route', () => {
  // Prometheus asks at its own pace, with a key of its own.
  const limited = () => routes.filter(({ name }) => name !== 'metrics')

  test('counts: with nothing left it answers 429 and says when to come back', async () => {
    const tired: Record<string, string> = { get: await api.makeKey('read'), post: await api.makeKey('write') }
    for (let request = 0; request <= LIMIT; request += 1) {
      await api.get('/api/v1/config', { key: tired.get ?? '' })
      await api.post('/api/v1/users', {}, { key: tired.post ?? '' })
    }
    for (const route of limited()) {
      const { status, headers, body } = await call(api, route, { key: tired[route.operation.method] ?? '' })
      expect([route.told, status, body.error.code]).toEqual([route.told, 429, 'RATE_LIMITED'])
      expect(Number(headers.get('Retry-After'))).toBeGreaterThan(0)
    }
  })

  test('that takes a body takes no large one, from whoever has a key', async () => {
    const raw = JSON.stringify({ name: 'x'.repeat(BODY_LIMIT_BYTES) })
    for (const route of routes.filter(({ operation }) => operation.method === 'post')) {
      const answer = await api.post(route.address, undefined, { raw, key: await api.makeKey(route.scope) })
      expect([route.told, answer.status]).toEqual([route.told, 413])
    }
  })

  test('that gives a list gives it in pages, and refuses a page that is too large', async () => {
    const lists = routes.filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'limit'))
    expect(lists.length).toBeGreaterThan(8)
    for (const route of lists) {
      const schema = route.operation.parameters?.find(({ name }) => name === 'limit')?.schema
      expect([route.told, schema]).toMatchObject([route.told, { maximum: MAX_PAGE }])
      for (const limit of ['0', '-1', '101', '1e9', 'all', '1&limit=2']) {
        const address = `${route.address}?limit=${limit}`
        const { status } = await call(api, { ...route, address }, { key: await api.makeKey(route.scope) })
        // An object that is not there may be missed before its page is.
        expect([route.told, limit, [400, 404].includes(status)]).toEqual([route.told, limit, true])
      }
    }
  })

  test('that answers with a list has a limit, but for what one order or one dispute holds', async () => {
    const unbounded = routes.filter(({ operation }) => {
      const text = JSON.stringify(operation.responses['200']?.content ?? {})
      const isPage = /Page|nextCursor|hasMore/.test(text)
      return isPage && !operation.parameters?.some(({ name }) => name === 'limit')
    })
    expect(unbounded.map(({ told }) => told)).toEqual([])
  })
})

test('nobody keeps a request waiting for long: the longest wait that can be asked for is a minute', async () => {
  const { headers, status } = await api.get('/api/v1/config', { headers: { Prefer: 'wait=999999' } })
  expect([status, headers.get('Preference-Applied')]).toEqual([200, null])
  expect(readPreference('wait=999999')).toEqual({ waitMs: 60_000, applied: 'wait=60' })
})

test('a body that is nested without end is refused without being followed', async () => {
  const raw = `{"name":${'['.repeat(30_000)}${']'.repeat(30_000)}}`
  const { status } = await api.post('/api/v1/api-keys', undefined, {
    raw,
    key: await api.makeKey('support'),
    headers: { 'Content-Type': 'application/json' },
  })
  expect(status).toBe(400)
})
