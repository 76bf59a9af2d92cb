import type { xdr } from '@stellar/stellar-sdk'
import type { EntryKey } from './keys.ts'

/** What can be read: the stored ledger, or changes on top of it. */
export interface EntryView {
  get(key: EntryKey): xdr.LedgerEntry | undefined
}

export interface EntryChange {
  readonly key: EntryKey
  readonly before: xdr.LedgerEntry | undefined
  readonly after: xdr.LedgerEntry | undefined
}

/** Changes on top of a view that either become part of it as a whole or are thrown away. */
export interface Overlay extends EntryView {
  /** The ledger being built; stamped into every entry written. */
  readonly ledgerSequence: number
  put(key: EntryKey, entry: xdr.LedgerEntry): void
  remove(key: EntryKey): void
  /** In the order the entries were first touched. */
  changes(): EntryChange[]
}

/** Opens an empty overlay on `base`. */
export function openOverlay(base: EntryView, ledgerSequence: number): Overlay {
  const written = new Map<EntryKey, xdr.LedgerEntry | undefined>()
  return {
    ledgerSequence,
    get: (key) => (written.has(key) ? written.get(key) : base.get(key)),
    put: (key, entry) => void written.set(key, entry),
    remove: (key) => void written.set(key, undefined),
    changes: () =>
      [...written]
        .map(([key, after]) => ({ key, before: base.get(key), after }))
        .filter((change) => change.before !== undefined || change.after !== undefined),
  }
}

/** Makes an overlay's changes part of the one below it. */
export function mergeInto(target: Overlay, changes: readonly EntryChange[]): void {
  for (const { key, after } of changes) {
    if (after === undefined) target.remove(key)
    else target.put(key, after)
  }
}
