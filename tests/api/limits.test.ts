import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, startApi } from './harness.ts'

const LIMIT = 5
let api: Harness

beforeAll(async () => {
  api = await startApi({ settings: { RATE_LIMIT_PER_MINUTE: String(LIMIT) } })
})

afterAll(async () => {
  await api.stop()
})

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
