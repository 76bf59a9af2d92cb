import { escrow } from '../../domain/ledger/accounts.ts'
import type { OrderChange } from '../../domain/order/change.ts'
import { asInsufficientBalance, DustNotBooked, type InsufficientBalance } from '../ledger/errors.ts'

/**
 * Why a posting took more than an account holds; null when the database refused for another reason. A contract that is
 * short although it paid out dust is only ahead of the watcher: what the order had paid in was booked when it was funded.
 */
export function asShortage(change: OrderChange, error: unknown): InsufficientBalance | DustNotBooked | null {
  const short = asInsufficientBalance(error)
  const { orderId, posting } = change
  if (short === null || posting?.rule !== 'resolution') return short
  const { contractId, dustStroops, proof } = posting
  if (short.account !== escrow(contractId).name || BigInt(dustStroops) === 0n) return short
  return new DustNotBooked({ orderId, contractId, dustStroops, ledger: proof.ledger }, { cause: error })
}
