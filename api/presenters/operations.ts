import { z } from 'zod'
import type { OperatorActionView } from '../../db/operators/list.ts'
import type { OrderView } from '../../db/orders/read.ts'
import { formatCents, stroops } from '../../domain/money.ts'
import { advise } from '../../domain/operations/advise.ts'
import { STUCK_KINDS, type StuckKindName } from '../../domain/operations/stuckKinds.ts'
import { OPERATOR_KINDS } from '../../domain/order/operator.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import { WITHDRAWAL_ACTIONS } from '../../domain/withdrawal/change.ts'
import type { StuckOrder } from '../temporal/port.ts'
import { idOf, moment, money } from './fields.ts'

export const stuckOrderSchema = z
  .object({
    orderId: idOf('order'),
    status: z.enum(ORDER_STATUSES),
    amount: money,
    buyerId: idOf('user'),
    sellerId: idOf('user'),
    lastMovedAt: moment.meta({ description: 'When the order changed last: it has waited since then at the most.' }),
    kind: z.enum(Object.keys(STUCK_KINDS) as StuckKindName[]),
    step: z.string().nullable().meta({ description: 'The step that waits.' }),
    reason: z.string().meta({ description: 'Why its last try failed.' }),
    advice: z.string().meta({ description: 'What somebody can do about it.' }),
  })
  .meta({ id: 'StuckOrder' })

export type StuckOrderData = z.infer<typeof stuckOrderSchema>

/** A stuck order with what can be done about it. */
export function presentStuckOrder({ reason: said }: StuckOrder, order: OrderView): StuckOrderData {
  const { kind, step, reason, advice } = advise(said)
  return {
    orderId: order.id,
    status: order.status as StuckOrderData['status'],
    amount: formatCents(stroops(BigInt(order.amountStroops))),
    buyerId: order.buyerId,
    sellerId: order.sellerId,
    lastMovedAt: order.updatedAt,
    kind,
    step,
    reason,
    advice,
  }
}

export const operatorActionSchema = z
  .object({
    id: z.string().meta({ description: 'A number that grows.', example: '17' }),
    orderId: idOf('order').nullable(),
    withdrawalId: idOf('withdrawal').nullable(),
    action: z.enum([...new Set([...OPERATOR_KINDS, ...WITHDRAWAL_ACTIONS])]),
    performedBy: z.string(),
    reason: z.string(),
    details: z.record(z.string(), z.string().nullable()),
    commandId: z.string().nullable().meta({ description: 'The command that it came with; a retry has none.' }),
    createdAt: moment,
  })
  .meta({ id: 'OperatorAction' })

/** Something that support did. */
export function presentOperatorAction(action: OperatorActionView): z.infer<typeof operatorActionSchema> {
  const { id, orderId, withdrawalId, performedBy, reason, details, commandId, createdAt } = action
  return { id, orderId, withdrawalId, action: action.action, performedBy, reason, details, commandId, createdAt }
}
