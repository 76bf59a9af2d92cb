import { crashPoint } from '../../crash/crashPoint.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Observed } from './observe.ts'
import type { AttemptStatus, StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

/** Writes down what became of an attempt. Somebody else may have settled it a moment earlier; then theirs stands. */
export async function settle(
  tools: Pick<StepTools, 'store' | 'sequences'>,
  attempt: StoredAttempt,
  status: Exclude<AttemptStatus, 'PREPARED'>,
  observed: Observed,
  failure: string | null,
): Promise<void> {
  assertProven(attempt, status, observed)
  // Applied, failed on the ledger, or overtaken by another: in each case the number is gone. Only an expired one is not.
  if (status !== 'EXPIRED') tools.sequences.note(attempt.sourceAddress, BigInt(attempt.sequence))
  crashPoint('step.settle.before', attempt.stepKey)
  try {
    await tools.store.settle(attempt.stepKey, attempt.attempt, {
      status,
      ledger: observed.ledger,
      resultXdr: observed.resultXdr,
      failure,
    })
  } catch (error) {
    const current = await tools.store.latest(attempt.stepKey)
    const settledAlready = current !== null && (current.attempt > attempt.attempt || current.status !== 'PREPARED')
    if (!settledAlready) throw error
  }
  crashPoint('step.settle.after', attempt.stepKey)
}

/**
 * Only a dead attempt gets a successor. So it may be called dead on one ground alone: that no ledger can ever take it any
 * more. Else both could be applied, and the step would happen twice.
 */
function assertProven(attempt: StoredAttempt, status: Exclude<AttemptStatus, 'PREPARED'>, observed: Observed): void {
  const { outcome, ledger } = observed
  const life = outcome.source === 'lookup' && outcome.status === 'NOT_FOUND' ? outcome.life : null
  const isOnLedger = outcome.source === 'lookup' && life === null && ledger !== null
  const proof = {
    APPLIED: isOnLedger && outcome.status === 'SUCCESS',
    FAILED: (isOnLedger && outcome.status === 'FAILED') || life === 'sequence_used',
    EXPIRED: life === 'expired',
  }
  invariant(
    proof[status],
    `Attempt ${attempt.attempt} of ${attempt.stepKey} is to be settled as ${status} without proof of it`,
  )
}
