import { eq } from 'drizzle-orm'
import { z } from 'zod'
import type { Database } from '../../../db/connect.ts'
import { orders } from '../../../db/schema.ts'
import { invariant } from '../../../domain/invariant.ts'
import { formatCents, type Stroops } from '../../../domain/money.ts'
import { type Division, divide } from '../../../domain/order/dispute.ts'
import type { OrderStatus } from '../../../domain/order/status.ts'
import { amountOf } from '../../../domain/order/terms.ts'
import { success } from '../../answer.ts'
import { validationError } from '../../apiError.ts'
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
    const orderAmount = amountOf(order)
    const lines = reckonQuote({
      status: order.status as OrderStatus,
      amount: orderAmount,
      platformFeeBps: await readPlatformFee(deps.db, order.id),
      split: readSplit(orderAmount, query),
    })
    return success(200, presentQuote(order, lines))
  },
})

type Split = { readonly releaseAmount?: Stroops | undefined; readonly refundAmount?: Stroops | undefined }

/** One part is enough: the other one is what is left of the order's amount. */
function readSplit(orderAmount: Stroops, { releaseAmount, refundAmount }: Split): Division | undefined {
  if (releaseAmount === undefined && refundAmount === undefined) return undefined
  const release = releaseAmount ?? orderAmount - (refundAmount ?? 0n)
  const refund = refundAmount ?? orderAmount - release
  const parts = { releaseAmount: String(release), refundAmount: String(refund) }
  const division = divide(orderAmount, 'SPLIT', parts)
  if (division !== null) return division
  const message = `must leave something for the other party and add up to the order's amount, ${formatCents(orderAmount)}`
  throw validationError([{ field: releaseAmount === undefined ? 'refundAmount' : 'releaseAmount', message }])
}

/** The commission that was agreed when the order was created; today's setting may differ. */
async function readPlatformFee({ orm }: Database, orderId: string): Promise<number> {
  const [row] = await orm.select({ bps: orders.platformFeeBps }).from(orders).where(eq(orders.id, orderId))
  invariant(row, `Order ${orderId} was read a moment ago and is not there any more`)
  return row.bps
}
