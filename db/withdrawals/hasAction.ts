import type { WithdrawalId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

/** True when something that support did to a withdrawal is written down. */
export async function hasWithdrawalAction(
  { sql }: Pick<Database, 'sql'>,
  withdrawalId: WithdrawalId,
  key: string,
): Promise<boolean> {
  const rows = await sql`
    select from operator_actions where withdrawal_id = ${withdrawalId} and action_key = ${key} limit 1`
  return rows.length > 0
}
