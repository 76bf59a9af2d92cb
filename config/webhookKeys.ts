import { createHmac } from 'node:crypto'

/** The keys that secrets of webhook endpoints are made with. New secrets use the first; the others only older ones. */
export type WebhookKeys = { readonly currentId: string; readonly byId: ReadonlyMap<string, Uint8Array> }

/** Which secret of an endpoint: the key that it is made with, and the how manieth it is. */
export type SecretName = { readonly endpointId: string; readonly keyId: string; readonly version: number }

const PURPOSE = 'offerhub webhook secret'

/** Reads "k2:base64,k1:base64". Error messages name no key. */
export function parseWebhookKeys(text: string): WebhookKeys {
  const pairs = text.split(',').map((part): [string, Uint8Array] => {
    const pair = part.trim()
    const separator = pair.indexOf(':')
    if (separator < 1) throw new Error('A key in WEBHOOK_KEYS has no id; write it as id:base64')
    return [pair.slice(0, separator), new Uint8Array(Buffer.from(pair.slice(separator + 1), 'base64'))]
  })
  const byId = new Map(pairs)
  if (byId.size < pairs.length) throw new Error('Two keys in WEBHOOK_KEYS have the same id; give every key its own')
  const [current] = pairs
  if (current === undefined) throw new Error('There is no key in WEBHOOK_KEYS; set at least one as id:base64')
  return { currentId: current[0], byId }
}

/**
 * The secret that deliveries to an endpoint are signed with, as its owner sees it; null when its key is not configured. It
 * follows from these three and is stored nowhere.
 */
export function webhookSecret(keys: WebhookKeys, { endpointId, keyId, version }: SecretName): string | null {
  const key = keys.byId.get(keyId)
  if (key === undefined) return null
  const bytes = createHmac('sha256', key).update(`${PURPOSE}\n${endpointId}\n${version}`).digest()
  return `whsec_${bytes.toString('base64')}`
}
