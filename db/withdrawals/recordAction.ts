import { crashPoint } from '../../crash/crashPoint.ts'
import type { WithdrawalId } from '../../domain/ids.ts'
import type { WithdrawalAction } from '../../domain/withdrawal/change.ts'
import type { Database } from '../connect.ts'
import { operatorPart } from '../operators/operatorPart.ts'

export type WithdrawalActionRecord = { readonly withdrawalId: WithdrawalId; readonly action: WithdrawalAction }

/** Writes down something that support did and that moves no money. Safe to repeat. */
export async function recordWithdrawalAction(
  { sql }: Pick<Database, 'sql'>,
  { withdrawalId, action }: WithdrawalActionRecord,
): Promise<void> {
  crashPoint('withdrawal.action.before', action.key)
  const withdrawal = sql`select id from withdrawals where id = ${withdrawalId}`
  await sql`with ${operatorPart(sql, 'withdrawal_id', action, withdrawal)} select 1`
  crashPoint('withdrawal.action.after', action.key)
}
