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

/**
 * Payments out of wallets whose withdrawal Postgres and Temporal have both forgotten: each is written down as a withdrawal
 * that was asked for and paid, so that nobody has the money twice. `remembered`: those of which a workflow knows more.
 */
export async function adoptOrphans(repair: Repair, remembered: ReadonlySet<string>): Promise<MissingWithdrawal[]> {
  const orphans = (await orphanPayments(repair.db)).filter(({ withdrawalId }) => !remembered.has(withdrawalId))
  const adopted: MissingWithdrawal[] = []
  for (const orphan of orphans) {
    const terms = await termsOf(repair, orphan)
    if (terms === null) continue
    const { withdrawalId, hash, ledger } = orphan
    const paid = `${formatExact(stroops(BigInt(terms.amountStroops)))} USDC of user ${terms.userId} to ${terms.destination}`
    repair.report.advise(
      `Transaction ${hash} paid ${paid}, for a withdrawal that nobody remembers. It is booked as withdrawal ${withdrawalId}: tell whoever asked for it, so that it is not asked for again.`,
    )
    const request = requestWithdrawal(terms, idFrom('command', 0, hash))
    const complete = completeWithdrawal(request.next, { transactionHash: hash, ledger })
    const changes = [request, complete].map(({ change }) => ({ change, result: { applied: true } as const }))
    adopted.push({ withdrawalId, changes })
  }
  return adopted
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
