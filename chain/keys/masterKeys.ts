/** The keys that wallet keys are encrypted with. New wallets use the first; the others only open older ones. */
export type MasterKeys = { readonly current: MasterKey; readonly byId: ReadonlyMap<string, MasterKey> }
export type MasterKey = { readonly id: string; readonly bytes: Uint8Array }

const KEY_BYTES = 32
const KEY_ID_PATTERN = /^[A-Za-z0-9_-]{1,32}$/
/** Strict: Buffer.from would skip characters that do not belong. */
const BASE64_PATTERN = /^[A-Za-z0-9+/]+={0,2}$/
const MAX_KEYS = 16

/** Reads "k2:base64,k1:base64". Error messages name the position and the key id, never a key. */
export function parseMasterKeys(text: string): MasterKeys {
  const parts = text.split(',').map((part) => part.trim())
  if (parts.length > MAX_KEYS) throw new Error(`There are ${parts.length} master keys, at most ${MAX_KEYS} can be kept`)
  const byId = new Map<string, MasterKey>()
  for (const [index, part] of parts.entries()) {
    const key = parseOne(part, index + 1)
    if (byId.has(key.id)) throw new Error(`The master key id "${key.id}" appears twice; give every key its own id`)
    byId.set(key.id, key)
  }
  const [current] = byId.values()
  if (current === undefined) throw new Error('There is no master key; set at least one as id:base64')
  return { current, byId }
}

function parseOne(part: string, position: number): MasterKey {
  const separator = part.indexOf(':')
  const id = part.slice(0, Math.max(separator, 0))
  if (!KEY_ID_PATTERN.test(id)) {
    throw new Error(`Master key ${position} has no id; write it as id:base64 with an id of letters, digits, _ or -`)
  }
  const encoded = part.slice(separator + 1)
  const bytes = BASE64_PATTERN.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0)
  if (bytes.length !== KEY_BYTES) throw new Error(`Master key "${id}" is not ${KEY_BYTES} bytes in base64`)
  return { id, bytes: new Uint8Array(bytes) }
}
