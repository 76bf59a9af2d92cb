import { z } from 'zod'
import type { WalletMovement } from '../../db/wallets/movements.ts'
import { formatCents, formatExact, stroops } from '../../domain/money.ts'
import { count, currency, exactMoney, idOf, moment, money } from './fields.ts'

const TYPES = ['deposit', 'escrow_funding', 'release', 'refund', 'top_up', 'unexplained', 'other'] as const
type TransactionType = (typeof TYPES)[number]

export const walletTransactionSchema = z
  .object({
    id: z.string(),
    type: z.enum(TYPES).meta({
      description:
        "deposit: from outside; escrow_funding: into an order's contract; release and refund: out of one; top_up: the " +
        'platform makes up for a fee; unexplained: seen on chain, and not made by us.',
    }),
    direction: z.enum(['in', 'out']),
    amount: money,
    amountExact: exactMoney,
    currency,
    counterparty: z
      .string()
      .nullable()
      .meta({ description: 'The account or contract on the other side, if there is one.' }),
    orderId: idOf('order').nullable(),
    transactionHash: z.string(),
    ledger: count,
    createdAt: moment,
  })
  .meta({ id: 'WalletTransaction' })

/** A move of USDC on chain, as the wallet's owner sees it. */
export function presentWalletTransaction(movement: WalletMovement): z.infer<typeof walletTransactionSchema> {
  const { id, orderId, counterparty, transactionHash, ledger, createdAt } = movement
  const signed = BigInt(movement.amountStroops)
  const amount = stroops(signed < 0n ? -signed : signed)
  return {
    id,
    type: typeOf(movement),
    direction: signed < 0n ? 'out' : 'in',
    amount: formatCents(amount),
    amountExact: formatExact(amount),
    currency: 'USD',
    counterparty,
    orderId,
    transactionHash,
    ledger,
    createdAt,
  }
}

/** A resolution pays the seller what is released and the buyer what is refunded. */
function typeOf({ kind, isBuyer }: WalletMovement): TransactionType {
  switch (kind) {
    case 'deposit':
    case 'release':
    case 'unexplained':
      return kind
    case 'fund':
      return 'escrow_funding'
    case 'resolution':
      return isBuyer ? 'refund' : 'release'
    case 'feeTopUp':
      return 'top_up'
    default:
      return 'other'
  }
}
