import { connect as openSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { startApi } from '../api/harness.ts'
import { useApi } from './support/useApi.ts'

/**
 * OWASP API8:2023. Headers, methods, content types and the words of errors. What a wrong configuration comes to is in
 * tests/unit/configProduction.test.ts.
 */
const { api, routes } = await useApi()

const OPEN = [
  '/health',
  '/ready',
  '/openapi.json',
  '/api/v1/errors',
  '/api/v1/errors/NOT_FOUND',
  '/docs',
  '/docs/guide/',
  '/nowhere',
]

async function ask(path: string, init: RequestInit = {}) {
  const response = await fetch(`${api.url}${path}`, { redirect: 'manual', ...init })
  return { status: response.status, headers: response.headers, body: await response.text() }
}

describe('every answer', () => {
  test('carries the headers that keep browsers from misusing it, with a key and without', async () => {
    for (const path of [...OPEN, ...routes.map(({ address }) => address)]) {
      const { headers } = await ask(path)
      expect([path, Object.fromEntries(headers)]).toMatchObject([
        path,
        {
          'x-content-type-options': 'nosniff',
          'strict-transport-security': expect.stringMatching(/max-age=\d{8}/),
          'x-frame-options': 'SAMEORIGIN',
          'referrer-policy': 'no-referrer',
          'cross-origin-resource-policy': 'same-origin',
          'content-security-policy': expect.stringMatching(/default-src 'self'|default-src 'none'/),
          'x-request-id': expect.any(String),
        },
      ])
      expect([path, headers.get('x-powered-by'), headers.get('server')]).toEqual([path, null, null])
    }
  })

  test('is for no other origin, but for the stream that a ticket opens', async () => {
    for (const path of [...OPEN, ...routes.map(({ address }) => address)]) {
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await ask(path, { method, headers: { Origin: 'https://evil.example' } })
        expect([method, path, headers.get('access-control-allow-origin')]).toEqual([method, path, null])
      }
    }
    const { headers } = await ask('/api/v1/events?ticket=tkt_wrong')
    expect(headers.get('access-control-allow-origin')).toBe('*')
    expect(headers.get('access-control-allow-credentials')).toBeNull()
  })

  test('with data of a caller is kept by no cache on its way', async () => {
    const order = await api.order()
    for (const path of [`/api/v1/orders/${order.id}`, '/api/v1/users', '/api/v1/api-keys']) {
      const { headers } = await ask(path, { headers: { Authorization: `Bearer ${api.apiKey}` } })
      expect([path, headers.get('cache-control')]).toEqual([path, 'no-store'])
    }
  })
})

describe('what nobody needs is not there', () => {
  test.each(['TRACE', 'CONNECT', 'PROPFIND', 'DELETE'])('the method %s', async (method) => {
    const answer = await raw(
      `${method} /api/v1/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: canary\r\n\r\n`,
    )
    expect(answer).not.toMatch(/^HTTP\/1.1 2/)
    expect(answer).not.toContain('canary')
  })

  test.each([
    '/.env',
    '/.git/config',
    '/package.json',
    '/server.ts',
    '/node_modules/',
    '/docs/../package.json',
    '/docs/guide/..%2f..%2f..%2fpackage.json',
    '/docs/guide/%2e%2e/%2e%2e/package.json',
    '/debug',
    '/admin',
    '/control',
  ])('a file or a door at %s', async (path) => {
    const answer = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1.1 (4\d\d|30[18])/)
    expect(answer).not.toContain('offerhub-orchestrator')
  })
})

describe('a body', () => {
  test.each([
    'text/plain',
    'application/xml',
    'text/html',
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'application/json; charset=utf-16',
    'application/x-yaml',
  ])('of type %s is read by no route', async (type) => {
    for (const route of routes.filter(({ operation }) => operation.method === 'post')) {
      const { status, body } = await api.post(route.address, undefined, {
        raw: '{"a":1}',
        headers: { 'Content-Type': type },
      })
      expect([route.told, status, body.error.code]).toEqual([route.told, 415, 'UNSUPPORTED_MEDIA_TYPE'])
    }
  })

  test('whose length lies is no second request', async () => {
    const smuggled = 'GET /api/v1/config HTTP/1.1\r\nHost: x\r\n\r\n'
    const answer = await raw(
      `POST /api/v1/users HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    )
    expect(answer.match(/HTTP\/1\.1 \d\d\d/g)).toEqual(['HTTP/1.1 400'])
  })
})

describe('an error', () => {
  test('tells nothing of the inside, on any route, whatever is sent', async () => {
    const INSIDE =
      /\bat .+:\d+:\d+|node_modules|\.ts\b|postgres|drizzle|select .+ from|relation "|syntax error|ECONN|stack/i
    const tries: readonly RequestInit[] = [
      { headers: { 'Content-Type': 'application/json' }, method: 'POST', body: '{"a":' },
      { headers: { 'Content-Type': 'application/json' }, method: 'POST', body: '"\u0000\uffff"' },
      { headers: { 'Content-Type': 'application/json' }, method: 'POST', body: '[]' },
      { headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' }, method: 'POST', body: 'no gzip' },
      { headers: { 'Idempotency-Key': 'a\u00e9'.repeat(300) }, method: 'POST' },
      { headers: { 'Offerhub-Version': "1' or 1=1" } },
    ]
    for (const route of routes) {
      for (const init of tries) {
        const headers = { ...init.headers, Authorization: `Bearer ${api.apiKey}` }
        const address = route.address.replaceAll('/x', "/x'%22;--%00")
        if (route.name === 'streamEvents' && init.method !== 'POST' && !('Offerhub-Version' in headers)) continue
        const { status, body } = await ask(address, { ...init, headers })
        expect([route.told, status < 500]).toEqual([route.told, true])
        if (status >= 400) expect([route.told, INSIDE.exec(body)?.[0]]).toEqual([route.told, undefined])
      }
    }
  })

  test('of our own tells the caller an id to report and nothing of its cause', async () => {
    const sick = await startApi()
    try {
      await sick.owner.sql`alter table users rename column type to kind`
      const { status, body } = await sick.post('/api/v1/users', { externalUserId: 'x' })
      expect([status, body.error.code]).toEqual([500, 'INTERNAL_ERROR'])
      expect(JSON.stringify(body)).not.toMatch(/column|type|users"|42703/)
      expect(body.error.requestId).toMatch(/^req_/)
    } finally {
      await sick.stop()
    }
  })
})

async function raw(request: string): Promise<string> {
  const { hostname, port } = new URL(api.url)
  const socket = openSocket(Number(port), hostname)
  socket.end(request)
  return await text(socket)
}
