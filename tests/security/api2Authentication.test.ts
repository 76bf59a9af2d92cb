import { describe, expect, test } from 'vitest'
import { createFirstKey } from '../../cli/bootstrap/createFirstKey.ts'
import { PROFILES } from '../../config/profiles.ts'
import { createApiKey } from '../../db/apiKeys/createApiKey.ts'
import { listenTo } from '../api/listen.ts'
import { call } from './support/everyRoute.ts'
import { useApi } from './support/useApi.ts'

/** OWASP API2:2023. Every route that needs a key, against every kind of caller who has none that is good. */
const { api, routes } = await useApi()

const ALL = ['read', 'write', 'withdraw', 'support'] as const

async function ended(how: 'revoked' | 'expired'): Promise<string> {
  const { id, key } = await createApiKey(api.db, { name: how, scopes: [...ALL], environment: 'test' })
  const column = how === 'revoked' ? api.db.sql`revoked_at` : api.db.sql`expires_at`
  await api.db.sql`update api_keys set ${column} = now() - interval '1 second' where id = ${id}`
  return `Bearer ${key}`
}

describe('every route refuses', () => {
  const callers: readonly (readonly [told: string, header: () => string | undefined | Promise<string>])[] = [
    ['no key', () => undefined],
    ['an empty key', () => 'Bearer '],
    ['a key that nobody has', () => `Bearer ohk_live_${'x'.repeat(43)}`],
    ['a key that is cut off', () => `Bearer ${api.apiKey.slice(0, -1)}`],
    ['a key with something behind it', () => `Bearer ${api.apiKey}x`],
    ['a key in other letters', () => `Bearer ${api.apiKey.toUpperCase()}`],
    ['two keys', () => `Bearer ${api.apiKey} ${api.apiKey}`],
    ['a key of another scheme', () => `Basic ${Buffer.from(`${api.apiKey}:`).toString('base64')}`],
    ['a key without its scheme', () => api.apiKey],
    ['a key that is no key', () => `Bearer ' or 1=1 --`],
    ['a key longer than any', () => `Bearer ${'k'.repeat(201)}`],
    ['a revoked key', () => ended('revoked')],
    ['an expired key', () => ended('expired')],
  ]

  test.each(callers)('%s', async (_told, header) => {
    const authorization = await header()
    const answers = []
    for (const route of routes) {
      const headers = authorization === undefined ? {} : { Authorization: authorization }
      const { status, body, headers: told } = await call(api, route, { key: null, headers })
      answers.push([route.told, status, body.error?.code, told.get('WWW-Authenticate')])
    }
    expect(routes.length).toBeGreaterThan(40)
    expect(answers).toEqual(routes.map(({ told }) => [told, 401, 'UNAUTHORIZED', 'Bearer']))
  })

  test('a key in the address or in a cookie', async () => {
    for (const route of routes) {
      const address = `${route.address}?key=${api.apiKey}&apiKey=${api.apiKey}&access_token=${api.apiKey}`
      const headers = { Cookie: `key=${api.apiKey}`, 'X-Api-Key': api.apiKey }
      expect([route.told, (await call(api, { ...route, address }, { key: null, headers })).status]).toEqual([
        route.told,
        401,
      ])
    }
  })
})

describe('whoever has no key', () => {
  test('has their body not even looked at', async () => {
    expect((await api.post('/api/v1/orders', undefined, { key: null, raw: '{broken' })).status).toBe(401)
  })

  test('does not learn whether a path exists', async () => {
    const [there, nowhere] = [
      await api.get('/api/v1/orders', { key: null }),
      await api.get('/api/v1/nowhere', { key: null }),
    ]
    expect([nowhere.status, nowhere.body.error.message]).toEqual([there.status, there.body.error.message])
  })

  test('is answered in the same words whether the key was never there, revoked, or expired', async () => {
    const headers = [`Bearer ohk_test_${'y'.repeat(43)}`, await ended('revoked'), await ended('expired')]
    const messages = []
    for (const Authorization of headers) {
      messages.push((await api.get('/api/v1/config', { key: null, headers: { Authorization } })).body.error.message)
    }
    expect(new Set(messages).size).toBe(1)
  })
})

describe('a key', () => {
  test('is kept as a hash only', async () => {
    const rows = await api.db.sql`select to_jsonb(api_keys)::text as row from api_keys`
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.filter(({ row }) => String(row).includes(api.apiKey))).toEqual([])
  })

  test('has more randomness than anybody can try', () => {
    expect(Buffer.from(api.apiKey.slice('ohk_test_'.length), 'base64url').length).toBeGreaterThanOrEqual(24)
  })

  test('that is revoked ends the streams of events that it has opened', async () => {
    const { id, key } = await createApiKey(api.db, { name: 'listener', scopes: ['read'], environment: 'test' })
    const stream = await listenTo(api.url, '', { Authorization: `Bearer ${key}` })
    await api.post(`/api/v1/api-keys/${id}/revoke`)
    await stream.ended
  })

  test('for tests opens nothing where money is real, and cannot be made there; the first one there is for real', async () => {
    const network = { STELLAR_NETWORK: 'public', STELLAR_NETWORK_PASSPHRASE: '', USDC_ISSUER: '' }
    const real = await api.another({ ...network, WEBHOOK_PRIVATE_ADDRESSES: '' })
    try {
      expect(PROFILES.public.network).toBe('public')
      const ask = async (key: string, init: RequestInit = {}) => {
        const headers = { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' }
        return await fetch(`${real.url}/api/v1/${init.method === 'POST' ? 'api-keys' : 'config'}`, { headers, ...init })
      }
      const live = await createFirstKey(api.db, 'public')
      const refused = await ask(api.apiKey)
      expect([refused.status, await refused.text()]).toEqual([401, expect.stringContaining('ohk_live_')])
      expect((await ask(live)).status).toBe(200)
      const body = { name: 'x', scopes: ['read'], environment: 'test' }
      expect((await ask(live, { method: 'POST', body: JSON.stringify(body) })).status).toBe(400)
    } finally {
      await real.stop()
    }
  })
})
