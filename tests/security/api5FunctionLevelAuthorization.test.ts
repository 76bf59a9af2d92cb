import { describe, expect, test } from 'vitest'
import { SCOPES } from '../../db/schema.ts'
import { call } from './support/everyRoute.ts'
import { useApi } from './support/useApi.ts'

/** OWASP API5:2023. What a key may do is what its scopes say, on every route and with every method. */
const { api, routes } = await useApi()

describe('a key', () => {
  test('with every scope but the one that a route needs is refused there, and told which one it lacks', async () => {
    for (const route of routes) {
      const key = await api.makeKey(...SCOPES.filter((scope) => scope !== route.scope))
      const { status, body } = await call(api, route, { key })
      expect([route.told, status, body.error]).toMatchObject([
        route.told,
        403,
        { code: 'FORBIDDEN', details: { requiredScope: route.scope }, message: expect.stringContaining(route.scope) },
      ])
    }
  })

  test('with only the scope that a route needs gets past the door', async () => {
    for (const route of routes.filter(({ name }) => name !== 'streamEvents' && name !== 'metrics')) {
      const { status, body } = await call(api, route, { key: await api.makeKey(route.scope) })
      // Behind it an object is missing, or a field.
      expect([route.told, body.error?.code === 'NOT_FOUND', [401, 403].includes(status)]).toEqual([
        route.told,
        false,
        false,
      ])
    }
  })

  test('does nothing by a method that a route does not have', async () => {
    for (const route of routes) {
      for (const method of ['PUT', 'PATCH', 'DELETE', route.operation.method === 'get' ? 'POST' : 'GET']) {
        const isRoute = routes.some(
          (one) => one.address === route.address && one.operation.method.toUpperCase() === method,
        )
        if (isRoute) continue
        const headers = { Authorization: `Bearer ${api.apiKey}`, 'X-HTTP-Method-Override': route.operation.method }
        const { status } = await fetch(`${api.url}${route.address}`, { method, headers })
        expect([method, route.address, status]).toEqual([method, route.address, 404])
      }
    }
  })

  test('cannot hand out, nor rotate into its hands, a scope that it has not', async () => {
    const support = await api.makeKey('support')
    const strong = (await api.post('/api/v1/api-keys', { name: 'strong', scopes: ['read', 'write'] })).body.data.id
    const made = await api.post('/api/v1/api-keys', { name: 'more', scopes: ['write', 'support'] }, { key: support })
    const rotated = await api.post(`/api/v1/api-keys/${strong}/rotate`, {}, { key: support })
    expect([made.status, rotated.status]).toEqual([403, 403])
  })

  test('is held to its scopes however the path is written', async () => {
    const key = await api.makeKey('read')
    for (const path of [
      '/api/v1/api-keys/',
      '/api/v1//api-keys',
      '/API/v1/api-keys',
      '/api/v1/./api-keys',
      '/api/v1/x/../api-keys',
    ]) {
      const { status } = await api.get(path, { key })
      expect([path, [403, 404].includes(status)]).toEqual([path, true])
    }
  })
})

test('a ticket for the stream of events opens nothing else', async () => {
  const { ticket } = (await api.post('/api/v1/events/tickets')).body.data
  for (const path of ['/api/v1/orders', '/api/v1/events/history', '/api/v1/api-keys', '/metrics']) {
    expect([path, (await api.get(`${path}?ticket=${ticket}`, { key: null })).status]).toEqual([path, 401])
  }
})
