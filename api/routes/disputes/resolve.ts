import { z } from 'zod'
import { readOrder } from '../../../db/orders/read.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { invariant } from '../../../domain/invariant.ts'
import { formatCents, type Stroops } from '../../../domain/money.ts'
import { DISPUTE_DECISIONS, divide } from '../../../domain/order/dispute.ts'
import { amountOf } from '../../../domain/order/terms.ts'
import { validationError } from '../../apiError.ts'
import { commandWork } from '../../commands/commandWork.ts'
import { orderSchema } from '../../presenters/order.ts'
import { amount, oneOf, optional, text } from '../../requests/fields.ts'
import { requireDispute } from '../../resources/requireDispute.ts'
import { type WriteCall, writeRoute } from '../route.ts'

const NOTE_LENGTH = 1_000
const PARTS = ['releaseAmount', 'refundAmount'] as const

export const resolveBody = z
  .strictObject({
    decision: oneOf(DISPUTE_DECISIONS),
    releaseAmount: optional(amount),
    refundAmount: optional(amount),
    note: optional(text(NOTE_LENGTH)),
  })
  .superRefine((body, context) => {
    for (const part of PARTS) {
      const missing = body[part] === undefined
      if (missing !== (body.decision === 'SPLIT')) continue
      const message = missing ? 'is required for SPLIT' : `is only for SPLIT; ${body.decision} divides nothing`
      context.addIssue({ code: 'custom', path: [part], message })
    }
  })

type ResolveBody = z.infer<typeof resolveBody>

export const resolveDisputeRoute = writeRoute({
  name: 'resolveDispute',
  method: 'post',
  path: '/disputes/:disputeId/resolve',
  scope: 'support',
  summary: 'Decides a dispute: the contract pays out, and the order closes.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['DISPUTE_NOT_FOUND', 'INVALID_STATE'],
  body: resolveBody,
  async prepare(call) {
    const dispute = await requireDispute(call.deps.db, call.params.disputeId)
    const order = await readOrder(call.deps.db, dispute.orderId as OrderId)
    invariant(order, `Dispute ${dispute.id} names order ${dispute.orderId}, which does not exist`)
    assertDivides(call, amountOf(order))
    const { decision, note } = call.body
    return commandWork(call, {
      kind: 'resolve',
      order,
      build: (commandId) => ({
        kind: 'resolve',
        commandId,
        actor: 'SUPPORT',
        decision,
        ...partsOf(call.body),
        ...(note !== undefined && { note }),
      }),
    })
  },
})

function partsOf({ releaseAmount, refundAmount }: ResolveBody): { releaseAmount?: string; refundAmount?: string } {
  return {
    ...(releaseAmount !== undefined && { releaseAmount: String(releaseAmount) }),
    ...(refundAmount !== undefined && { refundAmount: String(refundAmount) }),
  }
}

/** The order's amount never changes, so a split that does not fit can be refused before anything is sent. */
function assertDivides(call: WriteCall<ResolveBody>, orderAmount: Stroops): void {
  if (divide(orderAmount, call.body.decision, partsOf(call.body)) !== null) return
  const message = `must add up with the other part to the order's amount, ${formatCents(orderAmount)}`
  throw validationError(PARTS.map((part) => ({ field: call.spelling(part), message })))
}
