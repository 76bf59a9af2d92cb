import { z } from 'zod'
import type { UserId } from '../../domain/ids.ts'
import { formatCents, formatExact, stroops } from '../../domain/money.ts'
import { currency, exactMoney, idOf, money } from './fields.ts'

export type BalanceFacts = {
  readonly availableStroops: bigint
  readonly reservedStroops: bigint
  readonly withdrawingStroops: bigint
}

export const balanceSchema = z
  .object({
    userId: idOf('user'),
    available: money,
    reserved: money,
    withdrawing: money.meta({ description: 'Set aside for withdrawals that are not paid yet.' }),
    currency,
    exact: z.object({ available: exactMoney, reserved: exactMoney, withdrawing: exactMoney }),
  })
  .meta({ id: 'Balance' })

/** A balance in cents, rounded down, and to the stroop beside it. */
export function presentBalance(userId: UserId, balance: BalanceFacts): z.infer<typeof balanceSchema> {
  const available = stroops(balance.availableStroops)
  const reserved = stroops(balance.reservedStroops)
  const withdrawing = stroops(balance.withdrawingStroops)
  return {
    userId,
    available: formatCents(available),
    reserved: formatCents(reserved),
    withdrawing: formatCents(withdrawing),
    currency: 'USD',
    exact: {
      available: formatExact(available),
      reserved: formatExact(reserved),
      withdrawing: formatExact(withdrawing),
    },
  }
}
