import { xdr } from '@stellar/stellar-sdk'
import { MAX_TTL_LEDGERS, PERSISTENT_TTL_LEDGERS } from '../ledger/constants.ts'
import { contractDataKey, type EntryKey, ttlHash, ttlKey } from '../ledger/keys.ts'
import { ledgerEntry } from '../ledger/ledgerEntry.ts'
import type { EntryView, Overlay } from '../ledger/overlay.ts'
import { scAddress } from '../xdr/addresses.ts'
import type { Footprint } from './footprint.ts'
import { HostError } from './host.ts'

const TTL_KEY_TYPE = 9

/**
 * The ledger as a contract call may use it: every access goes through the footprint. Life times are kept in entries of
 * their own, which belong to the entry they describe and need no declaration.
 */
export function trackedOverlay(current: () => Overlay, footprint: Footprint): Overlay {
  return {
    get ledgerSequence() {
      return current().ledgerSequence
    },
    get: (key) => {
      if (!isLifeTime(key)) footprint.touch(key, 'read')
      return current().get(key)
    },
    put: (key, entry) => {
      if (!isLifeTime(key)) footprint.touch(key, 'write')
      current().put(key, entry)
    },
    remove: (key) => {
      footprint.touch(key, 'write')
      current().remove(key)
    },
    changes: () => current().changes(),
  }
}

/** The first four bytes of a ledger key are its type. */
function isLifeTime(key: EntryKey): boolean {
  return Buffer.from(key.slice(0, 8), 'base64')[3] === TTL_KEY_TYPE
}

/** The last ledger in which the entry can be used. */
export function liveUntil(view: EntryView, key: EntryKey): number | undefined {
  const entry = view.get(ttlKey(key))
  return entry?.data.type === 'ttl' ? entry.data.ttl.liveUntilLedgerSeq : undefined
}

/** Sets the last ledger in which the entry can be used. */
export function setLiveUntil(overlay: Overlay, key: EntryKey, liveUntilLedgerSeq: number): void {
  const data = new xdr.TtlEntry({ keyHash: new xdr.Hash(ttlHash(key)), liveUntilLedgerSeq })
  overlay.put(ttlKey(key), ledgerEntry(overlay.ledgerSequence, xdr.LedgerEntryData.ttl(data)))
}

/** Whether the entry's life has run out: it still exists, but cannot be used until it is restored. */
export function isArchived(view: EntryView, key: EntryKey, ledgerSequence: number): boolean {
  const until = liveUntil(view, key)
  return until !== undefined && until < ledgerSequence
}

export interface ContractStorage {
  /** The ledger behind the footprint, for rules that work on classic entries. */
  readonly entries: Overlay
  read(contractId: string, key: xdr.ScVal): xdr.ScVal | undefined
  write(contractId: string, key: xdr.ScVal, value: xdr.ScVal): void
  readInstance(key: EntryKey): xdr.ScContractInstance | undefined
  writeInstance(contractId: string, instance: xdr.ScContractInstance): void
  extendTtl(contractId: string, key: xdr.ScVal, thresholdLedgers: number, extendToLedgers: number): void
}

/** Storage of contracts on the overlay that is current at the time of each call. */
export function openContractStorage(current: () => Overlay, footprint: Footprint): ContractStorage {
  const entries = trackedOverlay(current, footprint)
  const load = (key: EntryKey): xdr.LedgerEntry | undefined => {
    const entry = entries.get(key)
    if (entry !== undefined && isArchived(current(), key, current().ledgerSequence)) revive(current(), key, footprint)
    return entry
  }
  const write = (contractId: string, key: xdr.ScVal, value: xdr.ScVal): void => {
    const identity = contractDataKey(contractId, key)
    const isNew = load(identity) === undefined
    entries.put(identity, contractDataEntry(current().ledgerSequence, contractId, key, value))
    if (isNew) setLiveUntil(current(), identity, current().ledgerSequence + PERSISTENT_TTL_LEDGERS)
  }
  return {
    entries,
    write,
    read: (contractId, key) => {
      const data = load(contractDataKey(contractId, key))?.data
      return data?.type === 'contractData' ? data.contractData.val : undefined
    },
    readInstance: (key) => {
      const data = load(key)?.data
      const value = data?.type === 'contractData' ? data.contractData.val : undefined
      return value?.type === 'scvContractInstance' ? value.instance : undefined
    },
    writeInstance: (contractId, instance) =>
      write(contractId, xdr.ScVal.scvLedgerKeyContractInstance(), xdr.ScVal.scvContractInstance(instance)),
    extendTtl: (contractId, key, threshold, extendTo) => {
      const identity = contractDataKey(contractId, key)
      if (load(identity) === undefined) throw missingValue('trying to extend the life of a non-existing value')
      extendLife(current(), identity, threshold, extendTo)
    },
  }
}

function revive(overlay: Overlay, key: EntryKey, footprint: Footprint): void {
  if (!footprint.restores(key)) throw new HostError('Storage', 'InvalidAction', 'an archived entry was accessed')
  setLiveUntil(overlay, key, overlay.ledgerSequence + PERSISTENT_TTL_LEDGERS)
}

function extendLife(overlay: Overlay, key: EntryKey, threshold: number, extendTo: number): void {
  if (threshold > extendTo) {
    throw new HostError('Storage', 'InvalidInput', `threshold ${threshold} must not exceed extend_to ${extendTo}`)
  }
  const until = liveUntil(overlay, key) ?? overlay.ledgerSequence
  const wanted = overlay.ledgerSequence + Math.min(extendTo, MAX_TTL_LEDGERS)
  if (until - overlay.ledgerSequence <= threshold && wanted > until) setLiveUntil(overlay, key, wanted)
}

/** A persistent entry of a contract's storage. */
export function contractDataEntry(
  ledgerSequence: number,
  contractId: string,
  key: xdr.ScVal,
  val: xdr.ScVal,
): xdr.LedgerEntry {
  const data = new xdr.ContractDataEntry({
    ext: xdr.ExtensionPoint.v0(),
    contract: scAddress(contractId),
    key,
    durability: xdr.ContractDataDurability.persistent,
    val,
  })
  return ledgerEntry(ledgerSequence, xdr.LedgerEntryData.contractData(data))
}

/** The host's answer to a value that is not there. */
export function missingValue(detail: string): HostError {
  return new HostError('Storage', 'MissingValue', detail)
}
