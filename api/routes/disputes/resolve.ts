import { z } from 'zod'
import { readOrder } from '../../../db/orders/read.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { invariant } from '../../../domain/invariant.ts'
import { DISPUTE_DECISIONS } from '../../../domain/order/dispute.ts'
import { commandWork } from '../../commands/commandWork.ts'
import { assertDivides, SPLIT_PARTS } from '../../orders/assertDivides.ts'
import { readOrderState } from '../../orders/orderState.ts'
import { orderSchema } from '../../presenters/order.ts'
import { amount, oneOf, optional, text } from '../../requests/fields.ts'
import { requireDispute } from '../../resources/requireDispute.ts'
import { writeRoute } from '../route.ts'

const NOTE_LENGTH = 1_000

export const resolveBody = z
  .strictObject({
    decision: oneOf(DISPUTE_DECISIONS),
    releaseAmount: optional(amount),
    refundAmount: optional(amount),
    note: optional(text(NOTE_LENGTH)),
  })
  .superRefine((body, context) => {
    for (const part of SPLIT_PARTS) {
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
  errors: ['DISPUTE_NOT_FOUND', 'INVALID_STATE', 'FEES_NOT_PAYABLE'],
  body: resolveBody,
  async prepare(call) {
    const dispute = await requireDispute(call.deps.db, call.params.disputeId)
    const order = await readOrder(call.deps.db, dispute.orderId as OrderId)
    invariant(order, `Dispute ${dispute.id} names order ${dispute.orderId}, which does not exist`)
    const { decision, note } = call.body
    const parts = partsOf(call.body)
    // Once it is decided, the order itself says so better.
    if (dispute.decision === null) {
      assertDivides(await readOrderState(call.deps.db, order), { decision, ...parts }, call.spelling)
    }
    return commandWork(call, {
      kind: 'resolve',
      order,
      build: (commandId) => ({
        kind: 'resolve',
        commandId,
        actor: 'SUPPORT',
        decision,
        ...parts,
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
