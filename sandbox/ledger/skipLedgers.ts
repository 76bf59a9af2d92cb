import type { Head } from '../store/head.ts'
import type { Store } from '../store/openStore.ts'
import { xdrBytes } from '../xdr/encode.ts'
import { buildHeader, headerHash } from './header.ts'

/** Lets ledgers without transactions pass: they leave no record of their own, so only the last one is written. */
export function skipLedgers(store: Store, head: Head, count: number, seconds: number): Head {
  const sequence = head.sequence + count
  const closeTimeSeconds = head.closeTimeSeconds + seconds
  const header = buildHeader({
    sequence,
    closeTimeSeconds,
    previousHash: Buffer.from(head.hashHex, 'hex'),
    transactionHashes: [],
  })
  const headerXdr = xdrBytes(header)
  const next: Head = {
    ...head,
    sequence,
    closeTimeSeconds,
    hashHex: Buffer.from(headerHash(headerXdr)).toString('hex'),
    headerXdr,
  }
  store.atomically(() => store.head.write(next))
  return next
}
