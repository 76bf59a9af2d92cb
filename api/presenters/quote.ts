import { z } from 'zod'
import type { OrderView } from '../../db/orders/read.ts'
import { formatCents, formatExact, type Stroops, stroops } from '../../domain/money.ts'
import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { DISPUTE_DECISIONS } from '../../domain/order/dispute.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import type { QuoteLine } from '../orders/reckonQuote.ts'
import { count, currency, exactMoney, idOf, money } from './fields.ts'

const shareSchema = z.object({ credited: money, exact: exactMoney })
const feeSchema = z.object({ exact: exactMoney, paidBy: z.enum(['PLATFORM', 'SELLER']) })

export const quoteSchema = z
  .object({
    orderId: idOf('order'),
    status: z.enum(ORDER_STATUSES),
    amount: money,
    currency,
    feePolicy: z.literal('platform_absorbs').meta({ description: "The platform pays the contract's own fee." }),
    actions: z.array(
      z.object({
        action: z.enum(COMMAND_KINDS),
        decision: z.enum(DISPUTE_DECISIONS).nullable(),
        allowed: z.boolean().meta({ description: 'Whether the order takes this action in its present state.' }),
        buyer: shareSchema,
        seller: shareSchema,
        fees: z.object({ protocol: feeSchema, platform: feeSchema }),
        transactions: count.meta({ description: 'Transactions on chain.' }),
      }),
    ),
  })
  .meta({ id: 'Quote' })

export function presentQuote(order: OrderView, lines: readonly QuoteLine[]): z.infer<typeof quoteSchema> {
  return {
    orderId: order.id,
    status: order.status as z.infer<typeof quoteSchema>['status'],
    amount: formatCents(stroops(BigInt(order.amountStroops))),
    currency: 'USD',
    feePolicy: 'platform_absorbs',
    actions: lines.map(({ action, decision, allowed, buyer, seller, protocolFee, platformFee, transactions }) => ({
      action,
      decision,
      allowed,
      buyer: share(buyer),
      seller: share(seller),
      fees: {
        protocol: { exact: formatExact(protocolFee), paidBy: 'PLATFORM' },
        platform: { exact: formatExact(platformFee), paidBy: 'SELLER' },
      },
      transactions,
    })),
  }
}

function share(amount: Stroops) {
  return { credited: formatCents(amount), exact: formatExact(amount) }
}
