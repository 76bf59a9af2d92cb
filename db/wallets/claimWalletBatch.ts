import { crashPoint } from '../../crash/crashPoint.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database, TransactionSql } from '../connect.ts'

export type WalletBatch = { readonly batchKey: string; readonly addresses: readonly string[] }

/** Any number that nothing else locks: two workers must not cut the same wallets into different batches. */
const BATCH_LOCK = 7_220_902

/**
 * The wallets that the next transaction creates on chain, or null if none wait. A batch keeps its key and its members
 * until they are ready, so a retry builds the same transaction; the oldest unfinished batch comes first.
 */
export async function claimWalletBatch(db: Pick<Database, 'sql'>, limit: number): Promise<WalletBatch | null> {
  invariant(limit > 0, `A batch needs room for one wallet at least, got ${limit}`)
  const batch = await db.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${BATCH_LOCK})`
    const next = (await openBatch(tx)) ?? (await newBatch(tx, limit))
    if (next !== null) crashPoint('wallets.claim.before', next.batchKey)
    return next
  })
  if (batch !== null) crashPoint('wallets.claim.after', batch.batchKey)
  return batch
}

async function openBatch(tx: TransactionSql): Promise<WalletBatch | null> {
  const rows = await tx<{ address: string; batchKey: string }[]>`
    select address, batch_key as "batchKey" from wallets
    where status = 'PENDING' and batch_key = (
      select batch_key from wallets where status = 'PENDING' and batch_key is not null order by claimed_at, address limit 1
    )
    order by address`
  return asBatch(rows)
}

async function newBatch(tx: TransactionSql, limit: number): Promise<WalletBatch | null> {
  const rows = await tx<{ address: string; batchKey: string }[]>`
    with due as (
      select address from wallets where status = 'PENDING' and batch_key is null
      order by claimed_at, address limit ${limit} for update
    )
    update wallets set batch_key = (select min(address) from due)
    from due where wallets.address = due.address
    returning wallets.address, wallets.batch_key as "batchKey"`
  return asBatch(rows)
}

/** A wallet is in one batch only, so the batch may be named after its first one. */
function asBatch(rows: readonly { address: string; batchKey: string }[]): WalletBatch | null {
  const batchKey = rows[0]?.batchKey
  return batchKey === undefined ? null : { batchKey, addresses: rows.map(({ address }) => address).sort() }
}
