import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Posting, post } from '../../activities/webhooks/post.ts'
import type { Resolve } from '../../activities/webhooks/resolve.ts'
import { readDelivery } from '../../db/webhooks/readDeliveries.ts'
import { ATTEMPT_ERRORS } from '../../domain/webhooks/attempt.ts'
import { type Receiver, startReceiver, status } from '../webhooks/support/receiver.ts'
import { startWorld, type World } from '../webhooks/support/world.ts'

/**
 * OWASP API7:2023, for the one field of the API that names an address which this system then speaks to: the URL of a
 * webhook endpoint. Whatever stands there and whatever its name leads to, nothing is asked that is not on the public
 * internet. The bait listens on this machine; every address that is tried is seen.
 */
let bait: Receiver
const tried: string[] = []

function note(message: unknown): void {
  const { socket } = message as { socket: Socket }
  socket.on('connectionAttempt', (address: string) => tried.push(address))
}

beforeAll(async () => {
  bait = await startReceiver()
  subscribe('net.client.socket', note)
})
afterEach(() => {
  bait.received.length = 0
  tried.length = 0
})
afterAll(async () => {
  unsubscribe('net.client.socket', note)
  await bait.close()
})

const SHORT_MS = 300
const message = { body: '{}', headers: {} }

function send(url: string, more: Partial<Posting> = {}) {
  const resolve: Resolve = async () => expect.fail('The name was looked up')
  const signal = new AbortController().signal
  return post({ ...message, url }, { resolve, allowPrivate: false, signal, timeoutMs: SHORT_MS, ...more })
}

function leadsTo(...addresses: string[]): Resolve {
  return async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
}

describe('a delivery does not leave for', () => {
  test('an address that stands in the URL, however it is written', async () => {
    const hosts = [
      ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', 'localhost', 'a.localhost', '[::1]'],
      ...[
        '[::ffff:127.0.0.1]',
        '[::ffff:7f00:1]',
        '[64:ff9b::7f00:1]',
        '[2002:7f00:1::]',
        '[::7f00:1]',
        '0.0.0.0',
        '[::]',
      ],
      ...['169.254.169.254', '10.0.0.1', '[fd00:ec2::254]', '[fe80::1]'],
    ]
    for (const host of hosts) {
      for (const scheme of ['http', 'https']) {
        const { error, httpStatus } = await send(`${scheme}://${host}:${bait.port}/`)
        expect([error, httpStatus], `${scheme}://${host}`).toEqual(['url_refused', null])
      }
    }
    expect([bait.received, tried]).toEqual([[], []])
  })

  test.each([
    ['a private address', ['10.0.0.1']],
    ['this machine', ['127.0.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['this machine in IPv6', ['::1']],
    ['this machine in IPv6 clothes', ['::ffff:127.0.0.1']],
    ['this machine through a translator', ['64:ff9b::7f00:1']],
    ['this machine by 6to4', ['2002:7f00:1::1']],
    ['an address that is nobody', ['0.0.0.0']],
    ['a public address and this machine', ['2000::1', '127.0.0.1']],
    ['this machine and a public address', ['127.0.0.1', '2000::1']],
  ])('a name that leads to %s', async (_told, addresses) => {
    const { error } = await send(`https://hook.example:${bait.port}/`, { resolve: leadsTo(...addresses) })
    expect(error).toBe('address_refused')
    expect([bait.received, tried]).toEqual([[], []])
  })

  test('where a name leads a moment after it was looked at: the address that was checked is the one that is called', async () => {
    let looks = 0
    const rebinding: Resolve = async () => {
      looks += 1
      return looks === 1 ? [{ address: '2000::1', family: 6 }] : [{ address: '127.0.0.1', family: 4 }]
    }
    const { error, httpStatus } = await send(`https://hook.example:${bait.port}/`, { resolve: rebinding })
    expect([looks, tried, httpStatus]).toEqual([1, ['2000::1'], null])
    expect(['connection_lost', 'connection_refused', 'timeout']).toContain(error)
    expect(bait.received).toEqual([])
  })

  test('where a redirect leads', async () => {
    const honest = await startReceiver()
    try {
      for (const code of [301, 302, 303, 307, 308]) {
        honest.answer = status(code, { location: `${bait.url}/caught` })
        const { error } = await send(honest.url, { allowPrivate: true, resolve: leadsTo('127.0.0.1') })
        expect([code, error]).toEqual([code, 'redirect'])
      }
      expect(honest.received).toHaveLength(5)
      expect(bait.received).toEqual([])
    } finally {
      await honest.close()
    }
  })

  test('a proxy that the environment names', async () => {
    const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy', 'NODE_USE_ENV_PROXY']
    const before = names.map((name) => [name, process.env[name]] as const)
    for (const name of names) process.env[name] = name === 'NODE_USE_ENV_PROXY' ? '1' : bait.url
    try {
      const { error } = await send('http://127.0.0.1:9/', { allowPrivate: true, resolve: leadsTo('127.0.0.1') })
      expect(error).toBe('connection_refused')
      expect(bait.received).toEqual([])
    } finally {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    }
  })
})

describe('somebody who answers a delivery', () => {
  test('is heard to the sixteenth kilobyte, and not longer than there is time', async () => {
    const { promise: isGone, resolve: gone } = Promise.withResolvers<void>()
    bait.answer = (_received, response) => {
      response.writeHead(200)
      const more = setInterval(() => response.write('x'.repeat(4_096)), 1)
      response.on('close', () => {
        clearInterval(more)
        gone()
      })
    }
    const { httpStatus, responseBody } = await send(bait.url, { allowPrivate: true, timeoutMs: 10_000 })
    await isGone
    expect([httpStatus, responseBody?.length]).toEqual([200, 500])
    bait.answer = () => undefined
    expect((await send(bait.url, { allowPrivate: true })).error).toBe('timeout')
    bait.answer = (_received, response) => void response.socket?.end('not HTTP\r\n\r\n')
    expect((await send(bait.url, { allowPrivate: true })).error).toBe('bad_answer')
    bait.answer = (_received, response) => response.socket?.destroy()
    expect((await send(bait.url, { allowPrivate: true })).error).toBe('connection_lost')
  })
})

describe('who owns an endpoint', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(() => world.stop())

  test('learns from the log of attempts that a name was refused, and not where it leads', async () => {
    const services = { ...world.services, allowPrivate: false, resolve: leadsTo('10.11.12.13') }
    Object.assign(world.services, services)
    const endpoint = await world.endpoint({ url: 'https://intranet.example/' })
    await world.happens()
    await world.send()
    const [delivery] = await world.deliveries(endpoint.id)
    const read = delivery && (await readDelivery(world.db, delivery.id))
    expect(read?.attemptLog).toMatchObject([{ error: 'address_refused', httpStatus: null, responseBody: null }])
    expect(JSON.stringify(read)).not.toContain('10.11.12')
    expect(Object.values(ATTEMPT_ERRORS).join()).not.toMatch(/\d+\.\d+\.\d+|::/)
  })
})
