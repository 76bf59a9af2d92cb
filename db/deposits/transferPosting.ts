import type { Posting } from '../../domain/ledger/posting.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { escrowDustPosting } from '../../domain/ledger/rules/escrowDust.ts'
import { strayDepositPosting } from '../../domain/ledger/rules/strayDeposit.ts'
import { treasuryFundingPosting } from '../../domain/ledger/rules/treasuryFunding.ts'
import { amountOf, type ClassifiedTransfer, ownerOf } from './transfer.ts'

/** What a transfer changes in the ledger: one posting, or none if it is booked elsewhere or by a person. */
export function transferPostings(transfer: ClassifiedTransfer): Posting[] {
  const { eventId, transactionHash, ledger, to, verdict } = transfer
  const amount = amountOf(transfer)
  const proof = { transactionHash, ledger, ...eventIndexOf(eventId) }
  switch (verdict) {
    case 'deposit':
      return [depositPosting({ eventId, userId: ownerOf(transfer), amount, proof })]
    case 'stray_deposit':
      return [strayDepositPosting({ eventId, address: to, amount, proof })]
    case 'treasury_funding':
      return [treasuryFundingPosting({ eventId, amount, proof })]
    case 'escrow_dust':
      return [escrowDustPosting({ eventId, contractId: to, amount, proof })]
    default:
      return []
  }
}

/** An event id of the RPC server ends in the event's index within its transaction or ledger, after a dash. */
function eventIndexOf(eventId: string): { eventIndex?: number } {
  const tail = /-(\d{1,9}|0\d{9})$/.exec(eventId)?.[1]
  return tail === undefined ? {} : { eventIndex: Number(tail) }
}
