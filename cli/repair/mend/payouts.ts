import { withdrawalMark } from '../../../chain/classic/withdrawalMark.ts'
import { STEP_LIMITS } from '../../../chain/step/limits.ts'
import { walletOwners } from '../../../db/deposits/walletOwners.ts'
import { idFrom } from '../../../db/idAt.ts'
import { pendingWithdrawals } from '../../../db/recovery/withdrawals.ts'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { type WithdrawalTerms, withdrawalStepKey } from '../../../domain/withdrawal/terms.ts'
import type { LostTransaction } from '../chain/lostTransactions.ts'
import type { Repair } from '../context.ts'
import { transactionsIn } from '../history/facts.ts'
import type { WithdrawalHistory } from '../history/withdrawalHistory.ts'
import type { LostStep } from './attempts.ts'

type Histories = ReadonlyMap<string, WithdrawalHistory>

/**
 * Finds which withdrawal each lost payment out of a wallet was for: the one whose workflow names it, or the one whose mark
 * it bears. One that nobody remembers becomes a withdrawal of its own, whose id follows from the payment: only workers have
 * the wallet's key and the treasury's, which pays the fee. What somebody else has sent is left out; it is told with the movements.
 */
export async function stepsOfWithdrawals(
  repair: Repair,
  lost: readonly LostTransaction[],
  histories: Histories,
): Promise<LostStep[]> {
  const payouts = lost.filter(({ content }) => content.what === 'withdrawal')
  if (payouts.length === 0) return []
  const terms = await knownTerms(repair, histories)
  const owners = await walletOwners(repair.db, [...new Set(payouts.map(({ source }) => source))])
  const byHash = new Map(
    [...histories.values()].flatMap((history) =>
      transactionsIn(history).map((hash) => [hash, history.withdrawalId] as const),
    ),
  )
  return payouts.flatMap((transaction): LostStep[] => {
    const owner = owners.get(transaction.source)
    if (!owner) return []
    const named = byHash.get(transaction.hash) ?? markedAmong(terms, transaction, owner)
    if (named === undefined && transaction.feeSource !== repair.treasury) return []
    const withdrawalId = named ?? idFrom('withdrawal', transaction.maxTimeSeconds * 1_000, transaction.hash)
    return [
      { stepKey: withdrawalStepKey(withdrawalId), orderId: null, kind: 'withdraw', contractId: null, transaction },
    ]
  })
}

async function knownTerms({ db }: Repair, histories: Histories): Promise<WithdrawalTerms[]> {
  const pending = (await pendingWithdrawals(db)).map(({ terms }) => terms)
  return [...pending, ...[...histories.values()].map(({ input }) => input.terms)]
}

function markedAmong(
  known: readonly WithdrawalTerms[],
  { content, minTimeSeconds }: LostTransaction,
  userId: string,
): WithdrawalId | undefined {
  if (content.what !== 'withdrawal') return undefined
  const { amountStroops, destination } = content
  return known.find(
    (terms) =>
      terms.userId === userId &&
      terms.amountStroops === amountStroops &&
      terms.destination === destination &&
      isMarked(withdrawalStepKey(terms.withdrawalId), minTimeSeconds),
  )?.withdrawalId
}

function isMarked(stepKey: string, mark: number): boolean {
  for (let attempt = 1; attempt <= STEP_LIMITS.maxAttempts; attempt += 1) {
    if (withdrawalMark(stepKey, attempt) === mark) return true
  }
  return false
}
