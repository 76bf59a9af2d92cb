import { crashPoint } from '../../crash/crashPoint.ts'
import type { WithdrawalId } from '../../domain/ids.ts'
import type { WithdrawalAction } from '../../domain/withdrawal/change.ts'
import type { Database } from '../connect.ts'
import { withdrawalActionPart } from './actionPart.ts'

export type WithdrawalActionRecord = { readonly withdrawalId: WithdrawalId; readonly action: WithdrawalAction }

/** Writes down something that support did and that moves no money. Safe to repeat. */
export async function recordWithdrawalAction(
  { sql }: Pick<Database, 'sql'>,
  { withdrawalId, action }: WithdrawalActionRecord,
): Promise<void> {
  crashPoint('withdrawal.action.before', action.key)
  await sql`with ${withdrawalActionPart(sql, action, sql`select id from withdrawals where id = ${withdrawalId}`)} select 1`
  crashPoint('withdrawal.action.after', action.key)
}
