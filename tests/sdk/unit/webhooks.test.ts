import { createHmac, randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { verifyWebhook } from '../../../sdk/src/index.ts'

const RAW = randomBytes(32)
const SECRET = `whsec_${RAW.toString('base64')}`
const BODY = JSON.stringify({ type: 'order.closed', data: { text: 'Übergabe ☃' } })
const NOW_SECONDS = Math.floor(Date.now() / 1_000)

function sign(raw: Buffer, id: string, timestamp: number, body: string): string {
  return `v1,${createHmac('sha256', raw).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

function headers(extra: Record<string, string> = {}): Record<string, string> {
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(NOW_SECONDS),
    'webhook-signature': sign(RAW, 'msg_1', NOW_SECONDS, BODY),
    ...extra,
  }
}

it('a delivery with the right signature is its content, whatever form its body and headers have', async () => {
  const whole = { id: 'msg_1', sentAt: new Date(NOW_SECONDS * 1_000), body: JSON.parse(BODY) }
  expect(await verifyWebhook({ body: BODY, headers: headers(), secret: SECRET })).toEqual(whole)
  const bytes = new TextEncoder().encode(BODY)
  expect(await verifyWebhook({ body: bytes, headers: new Headers(headers()), secret: SECRET })).toEqual(whole)
  const shouting = Object.fromEntries(Object.entries(headers()).map(([name, value]) => [name.toUpperCase(), [value]]))
  expect(await verifyWebhook({ body: BODY, headers: shouting, secret: SECRET })).toEqual(whole)
})

it('one right signature or one right secret among several is enough while a secret is replaced', async () => {
  const other = randomBytes(32)
  const both = `${sign(other, 'msg_1', NOW_SECONDS, BODY)} v1a,AAAA ${sign(RAW, 'msg_1', NOW_SECONDS, BODY)}`
  const delivery = { body: BODY, headers: headers({ 'webhook-signature': both }) }
  expect((await verifyWebhook({ ...delivery, secret: SECRET })).id).toBe('msg_1')
  const secrets = [`whsec_${randomBytes(24).toString('base64')}`, SECRET]
  expect((await verifyWebhook({ ...delivery, secret: secrets })).id).toBe('msg_1')
})

it.each([
  ['another body', { body: `${BODY} ` }, 'wrong_signature'],
  ['another id', { headers: headers({ 'webhook-id': 'msg_2' }) }, 'wrong_signature'],
  ['another time', { headers: headers({ 'webhook-timestamp': String(NOW_SECONDS - 1) }) }, 'wrong_signature'],
  ['another secret', { secret: `whsec_${randomBytes(32).toString('base64')}` }, 'wrong_signature'],
  ['a version that is not known', { headers: headers({ 'webhook-signature': 'v9,AAAA' }) }, 'wrong_signature'],
  ['a signature that is no base64', { headers: headers({ 'webhook-signature': 'v1,***' }) }, 'wrong_signature'],
  ['no signature', { headers: headers({ 'webhook-signature': '' }) }, 'missing_header'],
  ['a time that is none', { headers: headers({ 'webhook-timestamp': 'now' }) }, 'missing_header'],
  ['a secret that is none', { secret: 'whsec_***' }, 'bad_secret'],
])('%s is not trusted', async (_, change, fault) => {
  const delivery = { body: BODY, headers: headers(), secret: SECRET, ...change }
  await expect(verifyWebhook(delivery)).rejects.toMatchObject({ name: 'WebhookVerificationError', fault })
})

it.each([
  ['301 s old', -301, 'too_old'],
  ['302 s in the future', 302, 'too_new'],
])('a delivery that is %s is not trusted although its signature is right', async (_, offset, fault) => {
  const timestamp = NOW_SECONDS + offset
  const signed = headers({
    'webhook-timestamp': String(timestamp),
    'webhook-signature': sign(RAW, 'msg_1', timestamp, BODY),
  })
  await expect(verifyWebhook({ body: BODY, headers: signed, secret: SECRET })).rejects.toMatchObject({ fault })
  const tolerant = { body: BODY, headers: signed, secret: SECRET, toleranceSeconds: 600 }
  expect((await verifyWebhook(tolerant)).id).toBe('msg_1')
})

it('a signed body that is no JSON is an error and no undefined', async () => {
  const signed = headers({ 'webhook-signature': sign(RAW, 'msg_1', NOW_SECONDS, 'text') })
  await expect(verifyWebhook({ body: 'text', headers: signed, secret: SECRET })).rejects.toMatchObject({
    fault: 'not_json',
  })
})
