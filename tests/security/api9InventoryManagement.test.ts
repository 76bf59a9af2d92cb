import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { createApp } from '../../api/app.ts'
import { DIALECTS } from '../../api/dialects/chooseDialect.ts'
import { loadApiConfig } from '../../config/load.ts'
import { startOutcomeListener } from '../../db/commands/outcomeListener.ts'
import { operationsOf } from '../api/apiDocument.ts'
import { useApi } from './support/useApi.ts'

/** OWASP API9:2023. What is mounted is what the document tells of, in the versions that it names, and nothing else. */
const { api, document, routes } = await useApi()

/** Pages and files for people, and what machines of the operator ask: without a key, or no part of the contract. */
const BESIDE_THE_DOCUMENT = [
  'GET /metrics',
  'GET /openapi.json',
  'GET /api/v1/openapi.json',
  'GET /api/v1/errors',
  'GET /api/v1/errors/:code',
]

describe('the routes that are mounted', () => {
  test('are those of the document, and a few named here', async () => {
    const documented = operationsOf(document).map(
      ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    )
    const mounted = await mountedRoutes()
    expect(mounted.length).toBeGreaterThan(documented.length)
    const known = new Set([...documented, ...BESIDE_THE_DOCUMENT])
    const unknown = mounted.filter((route) => !known.has(route) && !/^GET \/docs(\/|$)/.test(route))
    // Some routes of the state of the process are at two addresses.
    expect(unknown.filter((route) => !known.has(route.replace('/api/v1', '')))).toEqual([])
    expect(documented.filter((route) => !mounted.includes(route))).toEqual([])
  })

  test('each answer somebody who has every scope, so none is written down and not there', async () => {
    for (const { told, name, operation, address } of routes) {
      // The stream would go on; the metrics are no JSON.
      if (name === 'streamEvents' || name === 'metrics') continue
      const { body } = operation.method === 'get' ? await api.get(address) : await api.post(address, {})
      expect([told, body.error?.code === 'NOT_FOUND']).toEqual([told, false])
    }
  })
})

type Layer = {
  readonly route?: { readonly path: string | string[]; readonly methods: Record<string, boolean> }
  readonly handle: { readonly stack?: readonly Layer[] }
}

/** Everything in Express's own tables, in an app put together as the process does it. */
async function mountedRoutes(): Promise<string[]> {
  const listener = await startOutcomeListener(api.db)
  const config = loadApiConfig({
    DATABASE_URL: 'postgres://unused',
    STELLAR_NETWORK: 'local',
    WEBHOOK_KEYS: `k1:${Buffer.alloc(32, 3).toString('base64')}`,
  })
  const logger = pino({ level: 'silent' })
  const app = createApp({
    db: api.db,
    temporal: api.orders,
    listener,
    config,
    logger,
    clock: { nowMs: () => Date.now() },
  })
  try {
    return routesIn((app.express as unknown as { router: { stack: readonly Layer[] } }).router.stack)
  } finally {
    await app.close()
    await listener.close()
  }
}

function routesIn(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (route === undefined) return routesIn(handle.stack ?? [])
    const methods = Object.keys(route.methods).map((method) => method.toUpperCase())
    return [route.path].flat().flatMap((path) => methods.map((method) => `${method} ${absolute(path)}`))
  })
}

/** Routes of the API are mounted under its prefix, the others tell their whole path. */
function absolute(path: string): string {
  return /^\/(api\/v1|docs|health|ready|metrics|openapi)/.test(path) ? path : `/api/v1${path}`
}

describe('a version', () => {
  test('is one of those that the configuration tells of; another is refused', async () => {
    const { versions } = (await api.get('/api/v1/config')).body.data as unknown as { versions: string[] }
    expect(versions).toEqual(DIALECTS.map(({ version }) => version))
    for (const version of versions) {
      expect((await api.get('/api/v1/config', { headers: { 'Offerhub-Version': version } })).status).toBe(200)
    }
    for (const version of ['2025-01-01', '2099-01-01', 'beta', '../2026-01-12']) {
      const { status } = await api.get('/api/v1/config', { headers: { 'Offerhub-Version': version } })
      expect([version, status]).toEqual([version, 400])
    }
  })

  test('in the path is v1, and there is no other one', async () => {
    for (const path of ['/api/v0/orders', '/api/v2/orders', '/api/orders', '/v1/orders', '/api/beta/orders']) {
      expect([path, (await api.get(path)).status]).toEqual([path, 404])
    }
  })
})
