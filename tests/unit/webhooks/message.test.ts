import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { retryAfterMs } from '../../../activities/webhooks/retryAfter.ts'
import { signedHeaders } from '../../../activities/webhooks/sign.ts'
import { DIALECTS } from '../../../api/dialects/chooseDialect.ts'
import { presentEvent } from '../../../api/presenters/event.ts'
import { parseWebhookKeys, webhookSecret } from '../../../config/webhookKeys.ts'
import type { EventView } from '../../../db/events/read.ts'
import { EVENT_TYPES, type EventType } from '../../../domain/events.ts'
import { webhookBody } from '../../../domain/webhooks/body.ts'
import { verifyWebhook } from '../../../sdk/src/webhooks.ts'

const KEY = Buffer.alloc(32, 'one').toString('base64')
const keys = parseWebhookKeys(`k2:${KEY}, k1:${Buffer.alloc(32, 'two').toString('base64')}`)
const named = { endpointId: 'whe_1', keyId: 'k2', version: 1 }

describe('the secret of an endpoint', () => {
  it('follows from its key, its id and its version, and differs with each of them', () => {
    const secrets = [
      named,
      { ...named, keyId: 'k1' },
      { ...named, endpointId: 'whe_2' },
      { ...named, version: 2 },
      { ...named, endpointId: 'whe_1\n1' },
    ].map((name) => webhookSecret(keys, name))
    expect(new Set(secrets).size).toBe(secrets.length)
    expect(webhookSecret(keys, named)).toBe(secrets[0])
    for (const secret of secrets) expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  })

  it('is the same with every release: a receiver keeps it for years', () => {
    expect(webhookSecret(keys, named)).toBe('whsec_suRMxjTp28Gh4Vuvm92CKVKeJlCHQmo3VsZarHwwQcQ=')
  })

  it('is known to nobody without its key', () => {
    expect(webhookSecret(keys, { ...named, keyId: 'k3' })).toBeNull()
    expect(keys.currentId).toBe('k2')
  })

  it.each(['k1:aa,k1:bb', ''])('is not made with the keys "%s"', (text) => {
    expect(() => parseWebhookKeys(text)).toThrow(/WEBHOOK_KEYS/)
  })
})

describe('a signature', () => {
  it('is the one of the example in the standard', () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', sentAtMs: 1_614_265_330_000, body: '{"test": 2432232314}' }
    expect(signedHeaders([secret], signed)).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('is verified with either secret, for every body', async () => {
    const [old, fresh] = ['a', 'b'].map((letter) => `whsec_${Buffer.alloc(32, letter).toString('base64')}`)
    const secrets = [fresh ?? '', old ?? '']
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        const headers = signedHeaders(secrets, { id: 'evt_1', sentAtMs: Date.now(), body })
        for (const secret of secrets) expect((await verifyWebhook({ body, headers, secret })).id).toBe('evt_1')
      }),
    )
  })
})

describe('the body of a delivery', () => {
  const stored = (eventType: EventType): EventView => ({
    eventId: 'evt_1',
    eventType,
    occurredAt: '2026-11-22T00:00:00.000Z',
    aggregateId: 'ord_1',
    aggregateType: EVENT_TYPES[eventType],
    payload: { amount: '50.00', text: '"ä"' },
    metadata: { orderId: 'ord_1' },
    sequence: '1042',
  })

  it('has the envelope of the event stream as its data, in every version of the API', () => {
    for (const dialect of DIALECTS) {
      for (const eventType of Object.keys(EVENT_TYPES) as EventType[]) {
        const event = stored(eventType)
        const data = presentEvent(event, dialect)
        const expected = { type: data.eventType, timestamp: event.occurredAt, data }
        expect(webhookBody(event, dialect.version)).toBe(JSON.stringify(expected))
      }
    }
  })
})

describe('Retry-After', () => {
  const nowMs = Date.parse('2026-11-22T00:00:00Z')
  it.each([
    [undefined, null],
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 22 Nov 2026 00:01:00 GMT', 60_000],
    ['Sun, 22 Nov 2026 00:00:00 GMT', 0],
    ['Sat, 21 Nov 2026 00:00:00 GMT', 0],
    ['soon', null],
    ['-5x', null],
    ['', null],
  ])('"%s" asks for %s ms', (header, expected) => {
    expect(retryAfterMs(header, nowMs)).toBe(expected)
  })
})
