import { recogniseTransaction } from '../../../chain/recovery/recogniseTransaction.ts'
import { walletOwners } from '../../../db/deposits/walletOwners.ts'
import { idFrom } from '../../../db/idAt.ts'
import { type OrphanPayment, orphanPayments } from '../../../db/recovery/withdrawals.ts'
import type { UserId } from '../../../domain/ids.ts'
import { formatExact, stroops } from '../../../domain/money.ts'
import { completeWithdrawal } from '../../../domain/withdrawal/changes/complete.ts'
import { requestWithdrawal } from '../../../domain/withdrawal/changes/request.ts'
import type { WithdrawalTerms } from '../../../domain/withdrawal/terms.ts'
import type { Repair } from '../context.ts'
import type { MissingWithdrawal } from './withdrawals.ts'

/** `paid`: what the payment did, in words. */
export type Orphan = MissingWithdrawal & { readonly paid: string }

/**
 * Payments out of wallets whose withdrawal Postgres and Temporal have both forgotten: each is written down as a withdrawal
 * that was asked for and paid, so that nobody has the money twice. `remembered`: those of which a workflow knows more.
 */
export async function findOrphans(repair: Repair, remembered: ReadonlySet<string>): Promise<Orphan[]> {
  const payments = (await orphanPayments(repair.db)).filter(({ withdrawalId }) => !remembered.has(withdrawalId))
  const orphans: Orphan[] = []
  for (const payment of payments) {
    const terms = await termsOf(repair, payment)
    if (terms === null) continue
    const { withdrawalId, hash, ledger } = payment
    const { amountStroops, userId, destination } = terms
    const paid = `Transaction ${hash} paid ${formatExact(stroops(BigInt(amountStroops)))} USDC of user ${userId} to ${destination}`
    const request = requestWithdrawal(terms, idFrom('command', 0, hash))
    const complete = completeWithdrawal(request.next, { transactionHash: hash, ledger })
    const changes = [request, complete].map(({ change }) => ({ change, result: { applied: true } as const }))
    orphans.push({ withdrawalId, changes, paid })
  }
  return orphans
}

/** What the user spent may have come with a command that is lost too; then it is booked when that has been repeated. */
export function adviseOrphans({ report }: Pick<Repair, 'report'>, orphans: readonly Orphan[]): void {
  for (const { withdrawalId, changes, paid } of orphans) {
    const then =
      changes.length === 0
        ? `It is booked as withdrawal ${withdrawalId}: tell whoever asked for it, so that it is not asked for again.`
        : 'The user does not have that much yet, so it is not booked. When the commands above have been repeated, stop the workers and run this again.'
    report.advise(`${paid}, for a withdrawal that nobody remembers. ${then}`)
  }
}

async function termsOf({ db, network, report }: Repair, orphan: OrphanPayment): Promise<WithdrawalTerms | null> {
  const { withdrawalId, hash, envelopeXdr } = orphan
  const { content, source } = recogniseTransaction(envelopeXdr, network)
  const userId = (await walletOwners(db, [source])).get(source)
  if (content.what !== 'withdrawal' || !userId) {
    report.unexplained(
      `Transaction ${hash} is recorded for withdrawal ${withdrawalId}, and pays out of no user's wallet.`,
    )
    return null
  }
  const { amountStroops, destination, memo } = content
  return { withdrawalId, userId: userId as UserId, amountStroops, destination, memo }
}
