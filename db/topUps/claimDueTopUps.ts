import { crashPoint } from '../../crash/crashPoint.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Database, TransactionSql } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

export type DueTopUp = {
  readonly orderId: OrderId
  readonly userId: UserId
  /** The milestone whose payout it makes up for; empty for an order that is paid as a whole. */
  readonly cause: string
  readonly address: string
  readonly amountStroops: string
}
export type TopUpBatch = { readonly batchKey: string; readonly topUps: readonly DueTopUp[] }

/** Any number that nothing else locks: two workers must not cut the same top-ups into different batches. */
const BATCH_LOCK = 7_220_904

/**
 * What the treasury pays next, or null if nothing is due. A batch keeps its key and its members until it is paid, so that
 * a retry pays the same transaction; the oldest unpaid batch comes first.
 */
export async function claimDueTopUps(db: Pick<Database, 'sql'>, limit: number): Promise<TopUpBatch | null> {
  return await claim(db, limit, db.sql``)
}

/**
 * The same for what is due to one user now. A batch that contains some of it is paid as it is, with what it holds for
 * others; what is in no batch yet becomes one of its own.
 */
export async function claimTopUpsOf(
  db: Pick<Database, 'sql'>,
  userId: UserId,
  limit: number,
): Promise<TopUpBatch | null> {
  return await claim(db, limit, db.sql`and user_id = ${userId}`)
}

/** `which` narrows what is looked for, as the end of a WHERE over top_ups. */
async function claim(db: Pick<Database, 'sql'>, limit: number, which: Fragment): Promise<TopUpBatch | null> {
  invariant(limit > 0, `A batch needs room for one top-up at least, got ${limit}`)
  const batch = await db.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${BATCH_LOCK})`
    const batchKey = (await oldestOpenBatch(tx, which)) ?? (await openBatch(tx, limit, which))
    if (batchKey === null) return null
    const topUps = await membersOf(tx, batchKey)
    crashPoint('topUps.claim.before', batchKey)
    return { batchKey, topUps }
  })
  if (batch !== null) crashPoint('topUps.claim.after', batch.batchKey)
  return batch
}

async function oldestOpenBatch(tx: TransactionSql, which: Fragment): Promise<string | null> {
  const [row] = await tx<{ batchKey: string }[]>`
    select batch_key as "batchKey" from top_ups where status = 'DUE' and batch_key is not null ${which}
    order by batched_at, batch_key limit 1`
  return row?.batchKey ?? null
}

/**
 * A top-up is in one batch only, so the batch may be named after the first of them. By order, person and cause: the
 * top-ups of one order may end up in different batches.
 */
async function openBatch(tx: TransactionSql, limit: number, which: Fragment): Promise<string | null> {
  const [row] = await tx<{ batchKey: string }[]>`
    with due as (
      select order_id, user_id, cause from top_ups where status = 'DUE' and batch_key is null ${which}
      order by created_at, order_id, user_id, cause limit ${limit} for update
    )
    update top_ups set batched_at = now(), batch_key = (
      select min(concat_ws(':', order_id, user_id, nullif(cause, ''))) from due
    )
    from due where top_ups.order_id = due.order_id and top_ups.user_id = due.user_id and top_ups.cause = due.cause
    returning batch_key as "batchKey"`
  return row?.batchKey ?? null
}

async function membersOf(tx: TransactionSql, batchKey: string): Promise<DueTopUp[]> {
  return await tx<DueTopUp[]>`
    select t.order_id as "orderId", t.user_id as "userId", t.cause, w.address, t.amount_stroops::text as "amountStroops"
    from top_ups t join wallets w on w.user_id = t.user_id
    where t.batch_key = ${batchKey} order by t.order_id, t.user_id, t.cause`
}
