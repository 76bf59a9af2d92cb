import type { UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { TransferVerdict } from '../../domain/ledger/transferVerdict.ts'
import { formatCents, formatExact, type Stroops, stroops } from '../../domain/money.ts'

/** A USDC transfer of the network with what it means to us. */
export type ClassifiedTransfer = {
  readonly eventId: string
  readonly transactionHash: string
  readonly ledger: number
  readonly from: string
  readonly to: string
  readonly amountStroops: string
  readonly toMuxedId: string | null
  readonly verdict: TransferVerdict
  /** Whose wallet it went to. */
  readonly userId?: UserId
  /** Whose wallet it came from. */
  readonly senderId?: UserId
}

export function amountOf({ amountStroops }: ClassifiedTransfer): Stroops {
  return stroops(BigInt(amountStroops))
}

/** Whom a deposit belongs to. */
export function ownerOf({ userId, eventId }: ClassifiedTransfer): UserId {
  invariant(userId, `Transfer ${eventId} was judged a deposit but names no user`)
  return userId
}

/** The amount as every event tells it. */
export function moneyOf(transfer: ClassifiedTransfer): { amount: string; amountExact: string; currency: 'USD' } {
  const amount = amountOf(transfer)
  return { amount: formatCents(amount), amountExact: formatExact(amount), currency: 'USD' }
}
