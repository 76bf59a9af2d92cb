import type { xdr } from '@stellar/stellar-sdk'
import { type EntryKey, entryKey, ledgerKeyOf } from '../ledger/keys.ts'
import { HostError } from './host.ts'

export type Access = 'read' | 'write'

/** Which entries a contract call may touch, or, while it is being simulated, did touch. */
export interface Footprint {
  /** Called before every access. */
  touch(key: EntryKey, access: Access): void
  /** Called when an archived entry has to come back to life; false when the call did not ask for that. */
  restores(key: EntryKey): boolean
}

export interface RecordedFootprint extends Footprint {
  readOnly(): xdr.LedgerKey[]
  readWrite(): xdr.LedgerKey[]
  /** Positions, within `readWrite`, of the entries that were archived. */
  archivedIndexes(): number[]
}

/** Notes every access: how a simulation finds the footprint. */
export function recordFootprint(): RecordedFootprint {
  const touched = new Map<EntryKey, Access>()
  const archived = new Set<EntryKey>()
  const keysOf = (access: Access): EntryKey[] => [...touched].filter(([, seen]) => seen === access).map(([key]) => key)
  return {
    touch: (key, access) => {
      if (access === 'write' || !touched.has(key)) touched.set(key, access)
    },
    restores: (key) => {
      archived.add(key)
      touched.set(key, 'write')
      return true
    },
    readOnly: () => keysOf('read').map(ledgerKeyOf),
    readWrite: () => keysOf('write').map(ledgerKeyOf),
    archivedIndexes: () => keysOf('write').flatMap((key, index) => (archived.has(key) ? [index] : [])),
  }
}

/** Holds a call to the footprint its transaction declared. */
export function declaredFootprint(data: xdr.SorobanTransactionData): Footprint {
  const { readOnly, readWrite } = data.resources.footprint
  const readable = new Set([...readOnly, ...readWrite].map(entryKey))
  const writable = new Set(readWrite.map(entryKey))
  const archived = new Set(data.ext.type === 'resourceExt' ? data.ext.resourceExt.archivedSorobanEntries : [])
  const restored = new Set(readWrite.filter((_, index) => archived.has(index)).map(entryKey))
  return {
    touch: (key, access) => {
      if ((access === 'read' ? readable : writable).has(key)) return
      const detail = `trying to access ledger key outside of the footprint (${access}): ${ledgerKeyOf(key).type}`
      throw new HostError('Storage', 'ExceededLimit', detail)
    },
    restores: (key) => restored.has(key),
  }
}
