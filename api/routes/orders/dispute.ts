import { z } from 'zod'
import { DISPUTE_PARTIES, DISPUTE_REASONS } from '../../../domain/order/dispute.ts'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { orderSchema } from '../../presenters/order.ts'
import { oneOf, optional, text } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

const DESCRIPTION_LENGTH = 1_000

export const disputeBody = z.strictObject({
  openedBy: oneOf(DISPUTE_PARTIES),
  reason: oneOf(DISPUTE_REASONS),
  description: optional(text(DESCRIPTION_LENGTH)),
})

export const disputeRoute = writeRoute({
  name: 'openDispute',
  method: 'post',
  path: '/orders/:orderId/resolution/dispute',
  scope: 'write',
  summary: 'Freezes the order until support decides.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['ORDER_NOT_FOUND', 'INVALID_STATE'],
  body: disputeBody,
  prepare(call) {
    const { openedBy, reason, description } = call.body
    return prepareCommand(call, 'dispute', openedBy, (base) => ({
      kind: 'dispute',
      ...base,
      openedBy,
      reason,
      ...(description !== undefined && { description }),
    }))
  },
})
