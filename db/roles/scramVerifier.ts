import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { invariant } from '../../domain/invariant.ts'

/** The number that Postgres takes itself (scram_iterations). */
const ITERATIONS = 4_096
const SALT_BYTES = 16
const KEY_BYTES = 32
/** Outside of these, text would have to be brought into a normal form first (RFC 4013). */
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/

/**
 * What Postgres stores of a password (RFC 5802). A statement that carries this instead of the password leaves no password
 * in the server's log and in pg_stat_activity.
 */
export function scramVerifier(password: string, salt: Uint8Array = randomBytes(SALT_BYTES)): string {
  invariant(PRINTABLE_ASCII.test(password), 'A password of a database role has printable ASCII characters only')
  const salted = pbkdf2Sync(password, salt, ITERATIONS, KEY_BYTES, 'sha256')
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest()
  const storedKey = createHash('sha256').update(keyOf('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${ITERATIONS}:${Buffer.from(salt).toString('base64')}$${storedKey}:${keyOf('Server Key').toString('base64')}`
}
