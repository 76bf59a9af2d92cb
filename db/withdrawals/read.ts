import type { UserId, WithdrawalId } from '../../domain/ids.ts'
import type { WithdrawalFailureCode } from '../../domain/withdrawal/failure.ts'
import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { WithdrawalMemo } from '../../domain/withdrawal/terms.ts'
import type { Database, Sql } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/** A withdrawal as everybody outside sees it. Moments are ISO strings with milliseconds. */
export type WithdrawalView = {
  readonly id: WithdrawalId
  readonly userId: UserId
  readonly amountStroops: bigint
  readonly destination: string
  readonly memo: WithdrawalMemo | null
  readonly status: WithdrawalStatus
  readonly failureCode: WithdrawalFailureCode | null
  readonly failureReason: string | null
  readonly transactionHash: string | null
  readonly ledger: number | null
  readonly requestedAt: string
  readonly finishedAt: string | null
}

/** Reads a withdrawal as it is now, or null. */
export async function readWithdrawal(
  { sql }: Pick<Database, 'sql'>,
  withdrawalId: WithdrawalId,
): Promise<WithdrawalView | null> {
  const [row] = await sql<WithdrawalView[]>`
    select ${withdrawalColumns(sql)} from withdrawals where id = ${withdrawalId}`
  return row ?? null
}

/** The columns of a WithdrawalView. */
export function withdrawalColumns(sql: Sql): Fragment {
  return sql`id, user_id as "userId", amount_stroops as "amountStroops", destination,
    case when memo_type is not null then jsonb_build_object('type', memo_type, 'value', memo_value) end as memo,
    status, failure_code as "failureCode", failure_reason as "failureReason",
    transaction_hash as "transactionHash", ledger, requested_at as "requestedAt", finished_at as "finishedAt"`
}
