import { xdr } from '@stellar/stellar-sdk'
import { z } from 'zod'
import { type EntryKey, entryKey, ttlKey } from '../../ledger/keys.ts'
import { bytesOfText } from '../../xdr/decode.ts'
import { xdrText } from '../../xdr/encode.ts'
import type { RpcContext } from '../method.ts'
import { INVALID_PARAMS, RpcError } from '../rpcError.ts'

const MAX_KEYS = 200
const MAX_KEY_CHARACTERS = 4_000
const paramsSchema = z.object({ keys: z.array(z.string().max(MAX_KEY_CHARACTERS)).min(1).max(MAX_KEYS) })

/** The stored entries among those asked for; missing ones are left out, archived ones are reported as they are. */
export function getLedgerEntries(context: RpcContext, params: unknown): unknown {
  const { keys } = paramsSchema.parse(params)
  const { store } = context.chain
  const entries = keys.map(parseKey).flatMap((key) => {
    const entry = store.entries.get(key)
    if (entry === undefined) return []
    const ttl = store.entries.get(ttlKey(key))
    const life = ttl?.data.type === 'ttl' ? { liveUntilLedgerSeq: ttl.data.ttl.liveUntilLedgerSeq } : {}
    return [
      {
        key,
        xdr: xdrText(entry.data),
        lastModifiedLedgerSeq: entry.lastModifiedLedgerSeq,
        extXdr: xdrText(entry.ext),
        ...life,
      },
    ]
  })
  return { entries, latestLedger: context.chain.head().sequence }
}

function parseKey(text: string): EntryKey {
  const key = decodeKey(text)
  if (key.type === 'ttl') throw new RpcError(INVALID_PARAMS, 'ledger ttl entries cannot be queried directly')
  return entryKey(key)
}

function decodeKey(text: string): xdr.LedgerKey {
  try {
    return xdr.LedgerKey.fromXdr(bytesOfText(text))
  } catch {
    throw new RpcError(INVALID_PARAMS, 'cannot unmarshal key value: expected a base64 LedgerKey')
  }
}
