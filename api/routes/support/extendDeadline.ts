import { z } from 'zod'
import { DEADLINE_KINDS, type DeadlineKind } from '../../../domain/order/deadlines.ts'
import { ApiError } from '../../apiError.ts'
import { orderSchema } from '../../presenters/order.ts'
import { optional, text } from '../../requests/fields.ts'
import { newMoment, signedFields } from '../../support/fields.ts'
import { prepareOperatorCommand } from '../../support/prepareOperatorCommand.ts'
import { writeRoute } from '../route.ts'

const REF_LENGTH = 64

export const extendDeadlineBody = z.strictObject({
  ...signedFields,
  until: newMoment,
  ref: optional(text(REF_LENGTH)).meta({ description: 'The milestone, for the review of one.' }),
})

export const extendDeadlineRoute = writeRoute({
  name: 'extendDeadline',
  method: 'post',
  path: '/support/orders/:orderId/deadlines/:deadline/extend',
  scope: 'support',
  summary: 'Gives more time: moves the reservation, review or dispute deadline of an order to a later moment.',
  shape: 'order',
  data: orderSchema,
  statuses: [200, 202],
  errors: ['NOT_FOUND', 'ORDER_NOT_FOUND', 'INVALID_STATE', 'DEADLINE_NOT_LATER'],
  body: extendDeadlineBody,
  async prepare(call) {
    const { until, ref } = call.body
    const deadline = deadlineOf(call.params.deadline)
    return await prepareOperatorCommand(call, 'extendDeadline', (base) => ({
      kind: 'extendDeadline',
      ...base,
      deadline,
      until,
      ...(ref !== undefined && { ref }),
    }))
  },
})

function deadlineOf(name: string | undefined): DeadlineKind {
  const kind = DEADLINE_KINDS.find((known) => known === name)
  if (kind !== undefined) return kind
  throw new ApiError('NOT_FOUND', `There is no deadline "${name}". An order can have ${DEADLINE_KINDS.join(', ')}.`)
}
