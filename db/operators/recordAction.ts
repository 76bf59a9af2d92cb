import { crashPoint } from '../../crash/crashPoint.ts'
import type { OrderId } from '../../domain/ids.ts'
import type { OperatorAction } from '../../domain/order/operator.ts'
import type { Database } from '../connect.ts'
import { operatorPart } from './operatorPart.ts'

export type OperatorRecord = { readonly orderId: OrderId; readonly action: OperatorAction }

/** Writes down something that support did and that changes no order. Safe to repeat. */
export async function recordOperatorAction(db: Pick<Database, 'sql'>, record: OperatorRecord): Promise<void> {
  const { sql } = db
  const order = sql`select id from orders where id = ${record.orderId}`
  crashPoint('operator.record.before', record.action.key)
  await sql`with ${operatorPart(sql, 'order_id', record.action, order)} select 1`
  crashPoint('operator.record.after', record.action.key)
}
