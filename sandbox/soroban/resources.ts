import type { xdr } from '@stellar/stellar-sdk'
import { entryKey } from '../ledger/keys.ts'
import type { EntryChange, EntryView } from '../ledger/overlay.ts'
import { xdrSize } from '../xdr/encode.ts'

/**
 * The price list of contract calls. The real network meters instructions, disk and rent; here a call costs what its
 * footprint and written bytes say, so that the same call always costs the same. The prices put an escrow call into the
 * 0.05 to 0.15 XLM that integrators report.
 */
const CALL_STROOPS = 300_000n
const READ_ENTRY_STROOPS = 10_000n
const WRITTEN_ENTRY_STROOPS = 50_000n
const WRITTEN_BYTE_STROOPS = 200n

/** What one contract call may use at most. */
export interface TransactionLimits {
  readonly instructions: number
  readonly writtenEntries: number
  readonly footprintEntries: number
  readonly writeBytes: number
  /** Events and return value of one call together (network setting txMaxContractEventsSizeBytes). */
  readonly eventBytes: number
}

/** The public network's settings. */
export const NETWORK_LIMITS: TransactionLimits = {
  instructions: 100_000_000,
  writtenEntries: 50,
  footprintEntries: 100,
  writeBytes: 132_096,
  eventBytes: 16_384,
}

/** What a contract does without a network around it: limits do not count. */
export const NO_LIMITS: TransactionLimits = {
  instructions: Number.POSITIVE_INFINITY,
  writtenEntries: Number.POSITIVE_INFINITY,
  footprintEntries: Number.POSITIVE_INFINITY,
  writeBytes: Number.POSITIVE_INFINITY,
  eventBytes: Number.POSITIVE_INFINITY,
}

/** Nominal instruction count: declared, never metered. */
export const NOMINAL_INSTRUCTIONS = 5_000_000

/** The resource fee a call has to offer for what it declares. */
export function declaredResourceFeeStroops(resources: xdr.SorobanResources): bigint {
  const { readOnly, readWrite } = resources.footprint
  return (
    CALL_STROOPS +
    READ_ENTRY_STROOPS * BigInt(readOnly.length) +
    WRITTEN_ENTRY_STROOPS * BigInt(readWrite.length) +
    WRITTEN_BYTE_STROOPS * BigInt(resources.writeBytes)
  )
}

/** Whether a call declares more than the network lets any transaction use. */
export function exceedsTransactionLimits(resources: xdr.SorobanResources, limits: TransactionLimits): boolean {
  const { readOnly, readWrite } = resources.footprint
  return (
    resources.instructions > limits.instructions ||
    resources.writeBytes > limits.writeBytes ||
    readWrite.length > limits.writtenEntries ||
    readOnly.length + readWrite.length > limits.footprintEntries
  )
}

/** What writing an entry's new life time costs, however much longer it lives. */
const LIFE_CHANGE_STROOPS = 1_000n
/** A byte that lives this many ledgers longer costs one stroop: a kilobyte for 120 days about 0.05 XLM. */
const BYTE_LEDGERS_PER_STROOP = 4_000n

/** The rent of one entry for a number of ledgers. It comes on top of what a transaction's resources cost. */
export function rentStroops(bytes: number, ledgers: number): bigint {
  const byteLedgers = BigInt(bytes) * BigInt(ledgers)
  return LIFE_CHANGE_STROOPS + (byteLedgers + BYTE_LEDGERS_PER_STROOP - 1n) / BYTE_LEDGERS_PER_STROOP
}

/** What a resource fee leaves for rent after the declared resources are paid. */
export function offeredRentStroops({ resources, resourceFee }: xdr.SorobanTransactionData): bigint {
  return resourceFee - declaredResourceFeeStroops(resources)
}

/** Bytes a call writes: every changed entry with its key, life times excepted. */
export function writtenBytes(changes: readonly EntryChange[]): number {
  return changes
    .filter(({ after }) => after !== undefined && after.data.type !== 'ttl')
    .reduce((total, { key, after }) => total + Buffer.byteLength(key, 'base64') + sizeOf(after), 0)
}

/** Bytes of the entries a call may look at. */
export function readBytes(keys: readonly xdr.LedgerKey[], view: EntryView): number {
  return keys.reduce((total, key) => total + sizeOf(view.get(entryKey(key))), 0)
}

const sizes = new WeakMap<xdr.LedgerEntry, number>()

/** Entries are never changed, only replaced, and calls look at the same ones again and again. */
function sizeOf(entry: xdr.LedgerEntry | undefined): number {
  if (entry === undefined) return 0
  const size = sizes.get(entry) ?? xdrSize(entry)
  sizes.set(entry, size)
  return size
}
