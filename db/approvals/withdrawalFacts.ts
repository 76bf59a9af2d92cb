import type { WithdrawalStatus } from '../../domain/withdrawal/status.ts'
import type { WithdrawalMemo } from '../../domain/withdrawal/terms.ts'
import type { Database } from '../connect.ts'

/** What is stored of a withdrawal, as far as it decides what may be signed for it. Amounts are strings of stroops. */
export type WithdrawalFacts = {
  readonly status: WithdrawalStatus
  readonly amountStroops: string
  readonly destination: string
  readonly memoType: WithdrawalMemo['type'] | null
  readonly memoValue: string | null
  /** Where the user is paid, and so what pays. */
  readonly wallet: string | null
  readonly pendingStroops: string
}

/** Reads what a withdrawal's payment is held against; null for one that does not exist. */
export async function readWithdrawalFacts(
  { sql }: Pick<Database, 'sql'>,
  withdrawalId: string,
): Promise<WithdrawalFacts | null> {
  const [row] = await sql<WithdrawalFacts[]>`
    select w.status, w.amount_stroops::text as "amountStroops", w.destination, w.memo_type as "memoType",
      w.memo_value as "memoValue", (select address from wallets where user_id = w.user_id) as wallet,
      coalesce((select balance from ledger_accounts where name = 'withdrawal:' || w.id || ':pending'), 0)::text
        as "pendingStroops"
    from withdrawals w where w.id = ${withdrawalId}`
  return row ?? null
}
