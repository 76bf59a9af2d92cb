import type { UserId, WithdrawalId } from '../../domain/ids.ts'
import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { Database, Sql } from '../connect.ts'
import { allOf, type Fragment } from '../fragment.ts'
import { firstIdAt } from '../idAt.ts'
import { cutPage, rowsToRead } from '../page.ts'
import { type WithdrawalView, withdrawalColumns } from './read.ts'

export type WithdrawalQuery = {
  readonly userId?: UserId | undefined
  readonly status?: WithdrawalStatus | undefined
  /** ISO moments; both bounds belong to the range. */
  readonly createdAfter?: string | undefined
  readonly createdBefore?: string | undefined
  readonly limit: number
  /** The last withdrawal of the page before. */
  readonly cursor?: WithdrawalId | undefined
}

const HOUR_MS = 3_600_000
/** How much later than the row's the clock may be that made the id. */
const CLOCK_SKEW_MS = HOUR_MS
/** How long after its id a row may be written: its workflow waits for a worker, or for the network to examine the address. */
const REQUEST_DELAY_MS = 7 * 24 * HOUR_MS

/** Withdrawals by id, newest first. One that is asked for meanwhile moves no page. */
export async function listWithdrawals(
  { sql }: Pick<Database, 'sql'>,
  query: WithdrawalQuery,
): Promise<{ withdrawals: WithdrawalView[]; hasMore: boolean }> {
  const rows = await sql<WithdrawalView[]>`
    select ${withdrawalColumns(sql)} from withdrawals where ${allOf(sql, conditionsOf(sql, query))}
    order by withdrawals.id desc limit ${rowsToRead(query.limit)}`
  const { page, hasMore } = cutPage(rows, query.limit)
  return { withdrawals: page, hasMore }
}

function conditionsOf(sql: Sql, query: WithdrawalQuery): Fragment[] {
  const { userId, status, createdAfter, createdBefore, cursor } = query
  const conditions: Fragment[] = []
  if (userId !== undefined) conditions.push(sql`user_id = ${userId}`)
  if (status !== undefined) conditions.push(sql`status = ${status}`)
  if (cursor !== undefined) conditions.push(sql`id < ${cursor}`)
  // The bound on ids keeps the scan short, the one on the row is exact.
  if (createdAfter !== undefined) {
    const first = firstIdAt('withdrawal', Date.parse(createdAfter) - REQUEST_DELAY_MS)
    conditions.push(sql`requested_at >= ${createdAfter}::timestamptz and id >= ${first}`)
  }
  if (createdBefore !== undefined) {
    const end = firstIdAt('withdrawal', Date.parse(createdBefore) + CLOCK_SKEW_MS)
    conditions.push(sql`requested_at <= ${createdBefore}::timestamptz and id < ${end}`)
  }
  return conditions
}
