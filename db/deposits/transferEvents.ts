import type { EventDraft } from '../../domain/events.ts'
import { type ClassifiedTransfer, moneyOf, ownerOf } from './transfer.ts'

/** What the world is told about a transfer. */
export function transferEvents(transfer: ClassifiedTransfer): EventDraft[] {
  const { verdict, transactionHash, ledger, from, to } = transfer
  const money = moneyOf(transfer)
  const where = { transactionHash, ledger }
  if (verdict === 'deposit') {
    const userId = ownerOf(transfer)
    const payload = { userId, reason: 'deposit', ...money, from, ...where }
    return [{ type: 'balance.credited', aggregateId: userId, payload }]
  }
  if (verdict === 'unexplained') {
    const payload = { address: from, userId: transfer.senderId ?? null, to, ...money, ...where }
    return [{ type: 'wallet.unexplained_transfer', aggregateId: from, payload }]
  }
  if (verdict === 'stray_deposit') {
    return [{ type: 'wallet.stray_deposit', aggregateId: to, payload: { address: to, from, ...money, ...where } }]
  }
  return []
}

/** A transfer of nothing is no news, unless it takes the key of an account of ours to make it. */
export function isWorthTelling({ verdict, amountStroops }: ClassifiedTransfer): boolean {
  return verdict === 'unexplained' || BigInt(amountStroops) > 0n
}

/** Whether somebody has to look at the transfer. */
export function isAlarming({ verdict }: ClassifiedTransfer): boolean {
  return verdict === 'unexplained' || verdict === 'stray_deposit'
}
