import type { WithdrawIntent } from '../../../chain/intent.ts'
import { readWithdrawalFacts } from '../../../db/approvals/withdrawalFacts.ts'
import type { Database } from '../../../db/connect.ts'
import { withdrawalStepKey } from '../../../domain/withdrawal/terms.ts'
import { type Contradictions, holds, same } from './facts.ts'

/** A user's wallet pays what was set aside for this withdrawal, to where its user said, under the one key it has. */
export async function withdrawalContradicts(
  db: Database,
  stepKey: string,
  intent: WithdrawIntent,
): Promise<Contradictions> {
  const { withdrawalId, amountStroops, memo } = intent
  const facts = await readWithdrawalFacts(db, withdrawalId)
  if (facts === null) return [`the ledger knows no withdrawal ${withdrawalId}`]
  return [
    ...same(`the payment of withdrawal ${withdrawalId}`, withdrawalStepKey(withdrawalId), stepKey),
    ...same(`withdrawal ${withdrawalId}`, facts.status, 'PENDING'),
    ...same("the user's wallet", facts.wallet, intent.wallet),
    ...same('the destination', facts.destination, intent.destination),
    ...same('the amount', facts.amountStroops, amountStroops),
    ...same('the kind of memo', facts.memoType ?? 'none', memo?.type ?? 'none'),
    ...same('the memo', facts.memoValue ?? '', memo?.value ?? ''),
    ...holds(
      facts.pendingStroops === facts.amountStroops,
      `the ledger has set ${facts.pendingStroops} stroops aside for withdrawal ${withdrawalId}, the step needs ${facts.amountStroops}`,
    ),
  ]
}
