import type { Database } from '../connect.ts'
import { DEPOSIT_WATCHER } from '../deposits/readCursor.ts'

/** The newest of everything that is only ever added to, and how far the watcher of transfers has read. */
export type Marks = {
  readonly posting: bigint
  readonly event: bigint
  readonly transfer: string
  readonly cursor: string | null
  /** How long ago the watcher moved on last. */
  readonly cursorAgeMs: number
}

export async function readMarks({ sql }: Pick<Database, 'sql'>): Promise<Marks> {
  const [row] = await sql<Marks[]>`
    select
      coalesce((select id from ledger_transactions order by id desc limit 1), 0) as posting,
      coalesce((select position from events order by position desc limit 1), 0) as event,
      coalesce((select event_id from chain_transfers order by event_id desc limit 1), '') as transfer,
      (select cursor from chain_cursors where watcher = ${DEPOSIT_WATCHER}) as cursor,
      coalesce((
        select extract(epoch from now() - updated_at) * 1000 from chain_cursors where watcher = ${DEPOSIT_WATCHER}
      ), 0)::float8 as "cursorAgeMs"`
  if (!row) throw new Error('A select without FROM gave no row')
  return row
}

const MOST_TOUCHED = 2_000

/** Names of accounts on chain that were posted to, or that the chain shows a transfer of, after these marks. */
export async function accountsTouched(
  { sql }: Pick<Database, 'sql'>,
  { posting, transfer }: Pick<Marks, 'posting' | 'transfer'>,
  treasuryAddress: string,
): Promise<string[]> {
  const rows = await sql<{ account: string }[]>`
    with moved as (
      select from_address as address from chain_transfers where event_id > ${transfer}
      union
      select to_address from chain_transfers where event_id > ${transfer}
    )
    select account from ledger_entries
    where transaction_id > ${posting} and (account like 'wallet:%' or account like 'escrow:%' or account = 'treasury')
    union
    select 'wallet:' || coalesce(w.user_id, w.address) from moved
    cross join lateral (select user_id, address from wallets where address = moved.address limit 1) w
    union
    select 'escrow:' || e.contract_id from moved
    cross join lateral (select contract_id from escrows where contract_id = moved.address limit 1) e
    union
    select 'treasury' from moved where address = ${treasuryAddress}
    limit ${MOST_TOUCHED}`
  return rows.map(({ account }) => account)
}

/** Orders that something was told about after this mark. */
export async function ordersTouched(
  { sql }: Pick<Database, 'sql'>,
  { event }: Pick<Marks, 'event'>,
): Promise<string[]> {
  const rows = await sql<{ orderId: string }[]>`
    select distinct order_id as "orderId" from events where position > ${event} and order_id is not null
    limit ${MOST_TOUCHED}`
  return rows.map(({ orderId }) => orderId)
}
