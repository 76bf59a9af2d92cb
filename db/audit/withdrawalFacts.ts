import type { WithdrawalFacts } from '../../domain/audit/withdrawalFacts.ts'
import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import type { Marks } from './marks.ts'

/** A withdrawal has three of each at most; more would be wrong, and this many say so. */
const MOST_ROWS = 20
const MOST_TOUCHED = 2_000

/** All that the database holds of these withdrawals, as of one instant. */
export async function readWithdrawalFacts(
  { sql }: Pick<Database, 'sql'>,
  withdrawalIds: readonly string[],
): Promise<WithdrawalFacts[]> {
  if (withdrawalIds.length === 0) return []
  return await sql<WithdrawalFacts[]>`
    select w.id, w.status, w.amount_stroops::text as "amountStroops", w.transaction_hash as "transactionHash",
      coalesce(held.balance, 0)::text as "pendingStroops", coalesce(past.postings, '[]') as postings,
      coalesce(told.events, '[]') as events
    from unnest(${textArray(sql, withdrawalIds)}) as wanted(id)
    cross join lateral (select * from withdrawals where id = wanted.id limit 1) w
    left join lateral (
      select balance from ledger_accounts where name = 'withdrawal:' || w.id || ':pending' limit 1
    ) held on true
    cross join lateral (
      select jsonb_agg(jsonb_build_object('name', split_part(t.posting_key, ':', 2), 'transactionHash', t.transaction_hash)
        order by t.id) as postings
      from ledger_transactions t where t.posting_key in (w.id || ':request', w.id || ':paid', w.id || ':return')
    ) past
    cross join lateral (
      select jsonb_agg(v.event_type order by v.position) as events
      from (select event_type, position from events where aggregate_id = w.id limit ${MOST_ROWS}) v
    ) told`
}

/** The next pending withdrawals by id. */
export async function pendingWithdrawalsAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from withdrawals where status = 'PENDING' and id > ${after} order by withdrawals.id limit ${limit}`
  return rows.map(({ id }) => id)
}

/** The next withdrawals by id, whatever their status. */
export async function withdrawalsAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from withdrawals where id > ${after} order by withdrawals.id limit ${limit}`
  return rows.map(({ id }) => id)
}

/** Withdrawals that something was told about after this mark. */
export async function withdrawalsTouched(
  { sql }: Pick<Database, 'sql'>,
  { event }: Pick<Marks, 'event'>,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select distinct aggregate_id as id from events where position > ${event} and aggregate_type = 'withdrawal'
    limit ${MOST_TOUCHED}`
  return rows.map(({ id }) => id)
}

/** The status of the rows of these withdrawals; one that has no row is missing. */
export async function withdrawalStandings(
  { sql }: Pick<Database, 'sql'>,
  withdrawalIds: readonly string[],
): Promise<Map<string, WithdrawalStatus>> {
  if (withdrawalIds.length === 0) return new Map()
  const rows = await sql<{ id: string; status: WithdrawalStatus }[]>`
    select id, status from withdrawals where id = any(${textArray(sql, withdrawalIds)})`
  return new Map(rows.map(({ id, status }) => [id, status]))
}
