import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import type { ActedOn } from './operatorPart.ts'

/** Whether something that support did to an order or a withdrawal is written down under this key. */
export async function hasAction(
  { sql }: Pick<Database, 'sql'>,
  column: ActedOn,
  id: OrderId | WithdrawalId,
  key: string,
): Promise<boolean> {
  const rows = await sql`select from operator_actions where ${sql(column)} = ${id} and action_key = ${key}`
  return rows.length > 0
}
