import type { UserId } from '../../ids.ts'
import type { Stroops } from '../../money.ts'
import type { TopUp } from '../change.ts'

/** What a wallet lacks after a payout, as something for the treasury to pay; nothing is due for nothing. */
export function dueTo(userId: UserId, amount: Stroops, cause: string): TopUp[] {
  return amount > 0n ? [{ userId, amountStroops: String(amount), cause }] : []
}
