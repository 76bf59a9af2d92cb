import { TypeID } from 'typeid-js'
import { ID_PREFIX, type Id, type IdKind } from '../domain/ids.ts'

/** The smallest id of this kind that could have been made at a moment: every id made then or later sorts at or after it. */
export function firstIdAt<K extends IdKind>(kind: K, atMs: number): Id<K> {
  return idOf(kind, atMs, '0000-0000-000000000000')
}

/** An id of this kind that follows from what it names: the same moment and hash (hex) give the same id. */
export function idFrom<K extends IdKind>(kind: K, atMs: number, hash: string): Id<K> {
  return idOf(kind, atMs, `7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`)
}

/** An id is a UUID of version 7: 48 bits of milliseconds, then what tells apart those of one millisecond. */
function idOf<K extends IdKind>(kind: K, atMs: number, rest: string): Id<K> {
  const prefix = ID_PREFIX[kind]
  const time = Math.max(0, Math.trunc(atMs)).toString(16).padStart(12, '0')
  const suffix = TypeID.fromUUID(prefix, `${time.slice(0, 8)}-${time.slice(8)}-${rest}`).getSuffix()
  return `${prefix}_${suffix}`
}
