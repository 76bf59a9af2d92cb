import { xdr } from '@stellar/stellar-sdk'
import type { ChainRpc } from './client.ts'
import { RpcError } from './errors.ts'

export type ReadEntries = { readonly latestLedger: number; readonly data: ReadonlyMap<string, xdr.LedgerEntryData> }

/** The protocol of the RPC server: at most 200 keys in one call. */
const MAX_KEYS = 200

/** Reads ledger entries by key; a key that is missing in the result is not on the ledger. */
export async function readEntries(rpc: ChainRpc, keys: readonly string[], signal?: AbortSignal): Promise<ReadEntries> {
  if (keys.length > MAX_KEYS)
    throw new Error(`At most ${MAX_KEYS} ledger entries can be read at once, not ${keys.length}`)
  const answer = await rpc.getLedgerEntries(keys, signal)
  const data = new Map<string, xdr.LedgerEntryData>()
  for (const entry of answer.entries) data.set(entry.key, decode(entry.xdr))
  return { latestLedger: answer.latestLedger, data }
}

function decode(entryXdr: string): xdr.LedgerEntryData {
  try {
    return xdr.LedgerEntryData.fromXdr(entryXdr, 'base64')
  } catch (error) {
    throw new RpcError('getLedgerEntries', 'malformed_answer', 'an entry is not valid XDR', error)
  }
}
