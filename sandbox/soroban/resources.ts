import type { xdr } from '@stellar/stellar-sdk'
import { entryKey } from '../ledger/keys.ts'
import type { EntryChange, EntryView } from '../ledger/overlay.ts'

/**
 * The price list of contract calls. The real network meters instructions, disk and rent; here a call costs what its
 * footprint and written bytes say, so that the same call always costs the same. The prices put an escrow call into the
 * 0.05 to 0.15 XLM that integrators report.
 */
const CALL_STROOPS = 300_000n
const READ_ENTRY_STROOPS = 10_000n
const WRITTEN_ENTRY_STROOPS = 50_000n
const WRITTEN_BYTE_STROOPS = 200n

/** What one contract call may use at most (network settings). */
export const MAX_CALL_INSTRUCTIONS = 100_000_000
const MAX_WRITTEN_ENTRIES = 50
const MAX_FOOTPRINT_ENTRIES = 100
const MAX_WRITE_BYTES = 132_096
/** Events and return value of one call together (network setting txMaxContractEventsSizeBytes). */
export const MAX_EVENT_BYTES = 16_384

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
export function exceedsTransactionLimits(resources: xdr.SorobanResources): boolean {
  const { readOnly, readWrite } = resources.footprint
  return (
    resources.instructions > MAX_CALL_INSTRUCTIONS ||
    resources.writeBytes > MAX_WRITE_BYTES ||
    readWrite.length > MAX_WRITTEN_ENTRIES ||
    readOnly.length + readWrite.length > MAX_FOOTPRINT_ENTRIES
  )
}

/** Bytes a call writes: every changed entry with its key, life times excepted. */
export function writtenBytes(changes: readonly EntryChange[]): number {
  return changes
    .filter(({ after }) => after !== undefined && after.data.type !== 'ttl')
    .reduce((total, { key, after }) => total + Buffer.byteLength(key, 'base64') + (after?.toXdr().length ?? 0), 0)
}

/** Bytes of the entries a call may look at. */
export function readBytes(keys: readonly xdr.LedgerKey[], view: EntryView): number {
  return keys.reduce((total, key) => total + (view.get(entryKey(key))?.toXdr().length ?? 0), 0)
}
