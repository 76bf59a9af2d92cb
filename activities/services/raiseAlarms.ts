import { log } from '@temporalio/activity'
import type { ClassifiedTransfer } from '../../db/deposits/transfer.ts'

const SENTENCES = {
  unexplained:
    'USDC left an account of ours in a transaction that no step of ours sent: its key may be in other hands. ' +
    'Nothing was booked, so ledger and chain differ until somebody has looked at it',
  stray_deposit:
    'USDC reached a wallet that belongs to nobody. It was booked to suspense, and the wallet will be given to nobody',
} as const

/** Tells the log about transfers that somebody has to look at. Each was recorded, and told as an event, before. */
export function raiseAlarms(transfers: readonly ClassifiedTransfer[]): void {
  for (const { verdict, from, to, amountStroops, transactionHash, ledger, senderId } of transfers) {
    if (verdict !== 'unexplained' && verdict !== 'stray_deposit') continue
    log.error(SENTENCES[verdict], { from, to, amountStroops, transactionHash, ledger, userId: senderId ?? null })
  }
}
