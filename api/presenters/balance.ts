import type { UserId } from '../../domain/ids.ts'
import { formatCents, formatExact, stroops } from '../../domain/money.ts'

export type BalanceFacts = { readonly availableStroops: bigint; readonly reservedStroops: bigint }

/** A balance in cents, rounded down, and to the stroop beside it. */
export function presentBalance(userId: UserId, balance: BalanceFacts) {
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
