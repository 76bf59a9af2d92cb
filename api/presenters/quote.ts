import { z } from 'zod'
import type { OrderView } from '../../db/orders/read.ts'
import { formatCents, formatExact, type Stroops, stroops } from '../../domain/money.ts'
import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { DISPUTE_DECISIONS } from '../../domain/order/dispute.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import { FEE_POLICIES, type FeePolicy } from '../../domain/order/terms.ts'
import { networkFeeXlm } from '../orders/networkFee.ts'
import type { QuoteLine, QuoteShare } from '../orders/reckonQuote.ts'
import { count, currency, exactMoney, idOf, money } from './fields.ts'

const shareSchema = z.object({
  credited: money,
  exact: exactMoney,
  onChain: exactMoney.meta({
    description: 'What the contract itself pays into the wallet; the platform adds the rest.',
  }),
})
const feeSchema = z.object({ exact: exactMoney, paidBy: z.enum(['PLATFORM', 'SELLER', 'RECIPIENT']) })

export const quoteSchema = z
  .object({
    orderId: idOf('order'),
    status: z.enum(ORDER_STATUSES),
    amount: money,
    openAmount: money.meta({ description: 'What of it has not been paid out by milestones.' }),
    currency,
    feePolicy: z.enum(FEE_POLICIES).meta({ description: "Who bears the contract's own fee." }),
    actions: z.array(
      z.object({
        action: z.enum(COMMAND_KINDS),
        decision: z.enum(DISPUTE_DECISIONS).nullable(),
        milestoneRef: z.string().nullable().meta({ description: 'The milestone, where the action is about one.' }),
        allowed: z.boolean().meta({ description: 'Whether the order takes this action in its present state.' }),
        buyer: shareSchema,
        seller: shareSchema,
        fees: z.object({ protocol: feeSchema, platform: feeSchema }),
        transactions: count.meta({ description: 'Transactions on chain.' }),
        networkFeeXlm: z
          .object({ least: exactMoney, most: exactMoney })
          .meta({ description: 'What the network is likely to charge the platform for them, in XLM.' }),
        topUps: count.meta({ description: 'Payments with which the platform makes up for fees that it bears.' }),
      }),
    ),
  })
  .meta({ id: 'Quote' })

type Quote = z.infer<typeof quoteSchema>

export function presentQuote(order: OrderView, openAmount: Stroops, lines: readonly QuoteLine[]): Quote {
  return {
    orderId: order.id,
    status: order.status as Quote['status'],
    amount: formatCents(stroops(BigInt(order.amountStroops))),
    openAmount: formatCents(openAmount),
    currency: 'USD',
    feePolicy: order.feePolicy,
    actions: lines.map((line) => presentLine(line, order.feePolicy)),
  }
}

/** Where the platform absorbs, it bears the protocol's fee, and on a refund its own commission too. */
function presentLine(line: QuoteLine, policy: FeePolicy): Quote['actions'][number] {
  const absorbs = policy === 'platform_absorbs'
  const { least, most } = networkFeeXlm(line.transactions)
  return {
    action: line.action,
    decision: line.decision,
    milestoneRef: line.milestoneRef,
    allowed: line.allowed,
    buyer: share(line.buyer),
    seller: share(line.seller),
    fees: {
      protocol: { exact: formatExact(line.protocolFee), paidBy: absorbs ? 'PLATFORM' : 'RECIPIENT' },
      platform: { exact: formatExact(line.platformFee), paidBy: absorbs ? 'SELLER' : 'RECIPIENT' },
    },
    transactions: line.transactions,
    networkFeeXlm: { least: formatExact(least), most: formatExact(most) },
    topUps: line.topUps,
  }
}

function share({ credited, arrives }: QuoteShare) {
  return { credited: formatCents(credited), exact: formatExact(credited), onChain: formatExact(arrives) }
}
