import { z } from 'zod'
import { formatCents, type Stroops } from '../../../domain/money.ts'
import { type Division, divide } from '../../../domain/order/dispute.ts'
import { openAmount } from '../../../domain/order/milestones.ts'
import { success } from '../../answer.ts'
import { validationError } from '../../apiError.ts'
import { readOrderState } from '../../orders/orderState.ts'
import { reckonQuote } from '../../orders/reckonQuote.ts'
import { presentQuote, quoteSchema } from '../../presenters/quote.ts'
import { amount, optional } from '../../requests/fields.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { readRoute } from '../route.ts'

export const quoteRoute = readRoute({
  name: 'getQuote',
  method: 'get',
  path: '/orders/:orderId/quote',
  scope: 'read',
  summary: 'Shows what each action would pay to whom, with fees and transactions, before it is taken.',
  shape: 'object',
  data: quoteSchema,
  errors: ['ORDER_NOT_FOUND'],
  query: z.strictObject({ releaseAmount: optional(amount), refundAmount: optional(amount) }),
  async handle({ deps, params, query }) {
    const order = await requireOrder(deps.db, params.orderId)
    const state = await readOrderState(deps.db, order)
    const open = openAmount(state)
    return success(200, presentQuote(order, open, reckonQuote(state, readSplit(open, query))))
  },
})

type Split = { readonly releaseAmount?: Stroops | undefined; readonly refundAmount?: Stroops | undefined }

/** One part is enough: the other one is what is left of what has not been paid out. */
function readSplit(open: Stroops, { releaseAmount, refundAmount }: Split): Division | undefined {
  if (releaseAmount === undefined && refundAmount === undefined) return undefined
  const release = releaseAmount ?? open - (refundAmount ?? 0n)
  const refund = refundAmount ?? open - release
  const parts = { releaseAmount: String(release), refundAmount: String(refund) }
  const division = divide(open, 'SPLIT', parts)
  if (division !== null) return division
  const message = `must leave something for the other party and add up to what has not been paid out, ${formatCents(open)}`
  throw validationError([{ field: releaseAmount === undefined ? 'refundAmount' : 'releaseAmount', message }])
}
