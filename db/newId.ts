import { typeid } from 'typeid-js'
import { ID_PREFIX, type Id, type IdKind } from '../domain/ids.ts'

/** A new id of this kind. It begins with the time, so later ids sort after earlier ones. */
export function newId<K extends IdKind>(kind: K): Id<K> {
  const prefix = ID_PREFIX[kind]
  return `${prefix}_${typeid(prefix).getSuffix()}`
}
