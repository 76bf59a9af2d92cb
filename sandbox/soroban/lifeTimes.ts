import { xdr } from '@stellar/stellar-sdk'
import { PERSISTENT_TTL_LEDGERS } from '../ledger/constants.ts'
import { type EntryKey, entryKey } from '../ledger/keys.ts'
import type { EntryView, Overlay } from '../ledger/overlay.ts'
import { xdrSize } from '../xdr/encode.ts'
import { isArchived, liveUntil, setLiveUntil } from './contractStorage.ts'
import { rentStroops } from './resources.ts'

/** One entry that is to live longer, with what that costs. */
export interface LifeChange {
  readonly key: EntryKey
  readonly ledgerKey: xdr.LedgerKey
  readonly liveUntilLedger: number
  /** Size of the entry: what restoring it reads and writes. */
  readonly bytes: number
  readonly rentStroops: bigint
}

/** Whether an entry has a life time at all. */
export function hasLifeTime(key: xdr.LedgerKey): boolean {
  return key.type === 'contractData' || key.type === 'contractCode'
}

/** Whether an entry is archived, and not deleted, when its life runs out. */
export function isPersistent(key: xdr.LedgerKey): boolean {
  if (key.type === 'contractCode') return true
  return key.type === 'contractData' && key.contractData.durability === xdr.ContractDataDurability.persistent
}

/** What an extension would change: entries that are alive and would otherwise end before. The others are left out. */
export function planExtension(
  view: EntryView,
  keys: readonly xdr.LedgerKey[],
  ledgerSequence: number,
  extendToLedgers: number,
): LifeChange[] {
  const liveUntilLedger = ledgerSequence + extendToLedgers
  return keys.flatMap((ledgerKey): LifeChange[] => {
    const key = entryKey(ledgerKey)
    const until = liveUntil(view, key)
    const isAlive = until !== undefined && until >= ledgerSequence
    return isAlive && until < liveUntilLedger ? lifeChange(view, ledgerKey, until, liveUntilLedger) : []
  })
}

/** What a restoration would change: entries whose life has run out. They get the life of a new entry. */
export function planRestoration(view: EntryView, keys: readonly xdr.LedgerKey[], ledgerSequence: number): LifeChange[] {
  return keys.flatMap((ledgerKey): LifeChange[] => {
    if (!isArchived(view, entryKey(ledgerKey), ledgerSequence)) return []
    // The current ledger has to be paid for as well.
    return lifeChange(view, ledgerKey, ledgerSequence - 1, ledgerSequence + PERSISTENT_TTL_LEDGERS)
  })
}

function lifeChange(
  view: EntryView,
  ledgerKey: xdr.LedgerKey,
  paidUntil: number,
  liveUntilLedger: number,
): LifeChange[] {
  const key = entryKey(ledgerKey)
  const entry = view.get(key)
  if (entry === undefined) return []
  const bytes = xdrSize(entry)
  return [{ key, ledgerKey, liveUntilLedger, bytes, rentStroops: rentStroops(bytes, liveUntilLedger - paidUntil) }]
}

/** Lets the entries live as long as planned. */
export function applyLifeChanges(overlay: Overlay, changes: readonly LifeChange[]): void {
  for (const { key, liveUntilLedger } of changes) setLiveUntil(overlay, key, liveUntilLedger)
}

/** What all changes cost together. */
export function totalRentStroops(changes: readonly LifeChange[]): bigint {
  return changes.reduce((total, change) => total + change.rentStroops, 0n)
}
