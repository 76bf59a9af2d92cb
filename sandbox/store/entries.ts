import type { DatabaseSync } from 'node:sqlite'
import { xdr } from '@stellar/stellar-sdk'
import type { EntryKey } from '../ledger/keys.ts'
import type { EntryChange, EntryView } from '../ledger/overlay.ts'
import { xdrBytes } from '../xdr/encode.ts'

/** The current ledger entries, decoded ones kept at hand. */
export interface EntryStore extends EntryView {
  apply(changes: readonly EntryChange[]): void
  /** Drops what is held in memory, after a write was rolled back. */
  forget(): void
}

const MAX_CACHED_ENTRIES = 50_000

export function openEntries(database: DatabaseSync): EntryStore {
  const select = database.prepare('SELECT value FROM entry WHERE key = ?')
  const upsert = database.prepare(
    'INSERT INTO entry (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )
  const remove = database.prepare('DELETE FROM entry WHERE key = ?')
  const cache = new Map<EntryKey, xdr.LedgerEntry | undefined>()
  const keep = (key: EntryKey, entry: xdr.LedgerEntry | undefined): void => {
    if (cache.size >= MAX_CACHED_ENTRIES) cache.clear()
    cache.set(key, entry)
  }
  return {
    get: (key) => {
      if (cache.has(key)) return cache.get(key)
      const row = select.get(key)
      const entry = row === undefined ? undefined : xdr.LedgerEntry.fromXdr(row.value as Uint8Array)
      keep(key, entry)
      return entry
    },
    apply: (changes) => {
      for (const { key, after } of changes) {
        if (after === undefined) remove.run(key)
        else upsert.run(key, xdrBytes(after))
        keep(key, after)
      }
    },
    forget: () => cache.clear(),
  }
}
