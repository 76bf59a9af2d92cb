import { z } from 'zod'
import { BALANCES, type BalanceEntry } from '../../db/ledger/history.ts'
import { POSTING_KINDS } from '../../domain/ledger/posting.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import { currency, exactMoney, idOf, moment } from './fields.ts'

export const balanceEntrySchema = z
  .object({
    id: z.string(),
    kind: z.enum(POSTING_KINDS),
    orderId: idOf('order').nullable(),
    withdrawalId: idOf('withdrawal').nullable(),
    balance: z.enum(BALANCES),
    amount: exactMoney.meta({ description: 'Positive when the balance rose.' }),
    currency,
    transactionHash: z.string().nullable(),
    createdAt: moment,
  })
  .meta({ id: 'BalanceEntry' })

/** One move on one of a user's balances, to the stroop. */
export function presentBalanceEntry(entry: BalanceEntry): z.infer<typeof balanceEntrySchema> {
  const { id, kind, orderId, withdrawalId, balance, amountStroops, transactionHash, createdAt } = entry
  const amount = formatExact(stroops(BigInt(amountStroops)))
  return { id, kind, orderId, withdrawalId, balance, amount, currency: 'USD', transactionHash, createdAt }
}
