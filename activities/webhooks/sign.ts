import { createHmac } from 'node:crypto'

export type Signed = { readonly id: string; readonly sentAtMs: number; readonly body: string }

const SECRET_PREFIX = 'whsec_'

/**
 * The headers that Standard Webhooks 1.0.0 ask for, with a signature by each secret: the new one, and while it is being
 * replaced the old one.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(secrets: readonly string[], { id, sentAtMs, body }: Signed): Record<string, string> {
  const timestamp = Math.floor(sentAtMs / 1_000)
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
