import { z } from 'zod'
import type { UserId } from '../../domain/ids.ts'
import { formatCents, formatExact, stroops } from '../../domain/money.ts'
import { currency, exactMoney, idOf, money } from './fields.ts'

export type BalanceFacts = { readonly availableStroops: bigint; readonly reservedStroops: bigint }

export const balanceSchema = z
  .object({
    userId: idOf('user'),
    available: money,
    reserved: money,
    currency,
    exact: z.object({ available: exactMoney, reserved: exactMoney }),
  })
  .meta({ id: 'Balance' })

/** A balance in cents, rounded down, and to the stroop beside it. */
export function presentBalance(userId: UserId, balance: BalanceFacts): z.infer<typeof balanceSchema> {
  const available = stroops(balance.availableStroops)
  const reserved = stroops(balance.reservedStroops)
  return {
    userId,
    available: formatCents(available),
    reserved: formatCents(reserved),
    currency: 'USD',
    exact: { available: formatExact(available), reserved: formatExact(reserved) },
  }
}
