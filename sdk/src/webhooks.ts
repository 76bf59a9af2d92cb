import { OfferHubError } from './errors/offerHubError.ts'
import type { OfferHubEvent } from './events/types.ts'
import type { EventType } from './generated/events.ts'
import type { EventEnvelope } from './generated/types.ts'

export type WebhookFault = 'bad_secret' | 'missing_header' | 'too_old' | 'too_new' | 'wrong_signature' | 'not_json'

/** A delivery cannot be trusted: answer it with 400 and do nothing. */
export class WebhookVerificationError extends OfferHubError {
  override readonly name = 'WebhookVerificationError'
  readonly fault: WebhookFault

  constructor(fault: WebhookFault, message: string) {
    super(message)
    this.fault = fault
  }
}

export type WebhookHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

export type WebhookDelivery = {
  /** The body exactly as it arrived: parsing and writing it again would change the bytes that are signed. */
  readonly body: string | Uint8Array
  readonly headers: WebhookHeaders
  /** The endpoint's secret, `whsec_...`; several while one is being replaced. */
  readonly secret: string | readonly string[]
  /** How far the delivery's time may be from ours, in seconds. Default 300. */
  readonly toleranceSeconds?: number | undefined
}

export type VerifiedWebhook<T> = {
  /** The same for every attempt of one delivery: remember it, and ignore what you have seen. */
  readonly id: string
  /** When this attempt was sent. */
  readonly sentAt: Date
  readonly body: T
}

/**
 * What the body of a delivery is: `verifyWebhook<WebhookBody>(...)`. Look at `type` for the test event, and at
 * `data.eventType` for the others, whose payloads it tells apart.
 */
export type WebhookBody =
  | { readonly type: 'webhook.test'; readonly timestamp: string; readonly data: EventEnvelope }
  | { readonly type: EventType; readonly timestamp: string; readonly data: OfferHubEvent }

const TOLERANCE_SECONDS = 300
const SIGNATURES_LIMIT = 20

/**
 * Verifies a delivery signed as Standard Webhooks 1.0.0 say (`webhook-id`, `webhook-timestamp`, `webhook-signature` with
 * `v1,` HMAC-SHA256) and returns its content. Signatures are compared by WebCrypto, in constant time.
 *
 * @throws WebhookVerificationError with the `fault`
 */
export async function verifyWebhook<T = unknown>(delivery: WebhookDelivery): Promise<VerifiedWebhook<T>> {
  const id = headerOf(delivery.headers, 'webhook-id')
  const timestamp = headerOf(delivery.headers, 'webhook-timestamp')
  const signatures = headerOf(delivery.headers, 'webhook-signature')
  const sentAt = timeOf(timestamp, delivery.toleranceSeconds ?? TOLERANCE_SECONDS)
  const bytes = typeof delivery.body === 'string' ? new TextEncoder().encode(delivery.body) : delivery.body
  const signed = concat(new TextEncoder().encode(`${id}.${timestamp}.`), bytes)
  const candidates = signaturesIn(signatures)
  for (const secret of [delivery.secret].flat()) {
    const key = await keyOf(secret)
    for (const signature of candidates) {
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return { id, sentAt, body: read<T>(bytes) }
    }
  }
  throw new WebhookVerificationError(
    'wrong_signature',
    'None of the signatures was made with this secret for this body.',
  )
}

function headerOf(headers: WebhookHeaders, name: string): string {
  const found =
    headers instanceof Headers
      ? headers.get(name)
      : Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1]
  const value = [found ?? ''].flat()[0] ?? ''
  if (value !== '') return value
  throw new WebhookVerificationError('missing_header', `The delivery has no header "${name}".`)
}

function timeOf(timestamp: string, toleranceSeconds: number): Date {
  if (!/^\d{1,12}$/.test(timestamp)) {
    throw new WebhookVerificationError('missing_header', '"webhook-timestamp" must be seconds since 1970.')
  }
  const ageSeconds = Date.now() / 1_000 - Number(timestamp)
  if (ageSeconds > toleranceSeconds) {
    throw new WebhookVerificationError(
      'too_old',
      `The delivery was sent ${Math.round(ageSeconds)} s ago: it may be a replay.`,
    )
  }
  if (ageSeconds < -toleranceSeconds) {
    throw new WebhookVerificationError('too_new', 'The delivery comes from the future: compare the clocks.')
  }
  return new Date(Number(timestamp) * 1_000)
}

/** `v1,<base64>`, several separated by spaces; other versions are somebody else's. */
function signaturesIn(header: string): Uint8Array<ArrayBuffer>[] {
  const parts = header.split(' ').slice(0, SIGNATURES_LIMIT)
  return parts.flatMap((part) => {
    const [version, value = ''] = part.split(',')
    const bytes = version === 'v1' ? fromBase64(value) : null
    return bytes === null ? [] : [bytes]
  })
}

async function keyOf(secret: string): ReturnType<typeof crypto.subtle.importKey> {
  const bytes = fromBase64(secret.replace(/^whsec_/, ''))
  if (bytes === null || bytes.length === 0) {
    throw new WebhookVerificationError('bad_secret', 'The secret of a webhook is "whsec_" and base64.')
  }
  return await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return null
  }
}

function concat(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length)
  all.set(head)
  all.set(tail, head.length)
  return all
}

function read<T>(bytes: Uint8Array): T {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as T
  } catch {
    throw new WebhookVerificationError('not_json', 'The delivery is signed, and its body is not JSON.')
  }
}
