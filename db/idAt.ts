import { TypeID } from 'typeid-js'
import { ID_PREFIX, type Id, type IdKind } from '../domain/ids.ts'

/** The smallest id of this kind that could have been made at a moment: every id made then or later sorts at or after it. */
export function firstIdAt<K extends IdKind>(kind: K, atMs: number): Id<K> {
  const prefix = ID_PREFIX[kind]
  // An id is a UUID of version 7: 48 bits of milliseconds, then what tells apart those of one millisecond.
  const time = Math.max(0, Math.trunc(atMs)).toString(16).padStart(12, '0')
  const suffix = TypeID.fromUUID(prefix, `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`).getSuffix()
  return `${prefix}_${suffix}`
}
