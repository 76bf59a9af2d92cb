import { xdr } from '@stellar/stellar-sdk'
import { ledgerKeyOf } from './keys.ts'
import type { EntryChange } from './overlay.ts'

/** Entry changes as transaction meta lists them: the state before, then what became of it. */
export function entryChanges(changes: readonly EntryChange[]): xdr.LedgerEntryChange[] {
  return changes.flatMap(({ key, before, after }): xdr.LedgerEntryChange[] => {
    if (before === undefined) return after === undefined ? [] : [xdr.LedgerEntryChange.ledgerEntryCreated(after)]
    const state = xdr.LedgerEntryChange.ledgerEntryState(before)
    if (after === undefined) return [state, xdr.LedgerEntryChange.ledgerEntryRemoved(ledgerKeyOf(key))]
    return [state, xdr.LedgerEntryChange.ledgerEntryUpdated(after)]
  })
}
