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
  // Applied, failed on the ledger, or overtaken by another: in each case the number is gone. Only an expired one is not.
  if (status !== 'EXPIRED') tools.sequences.note(attempt.sourceAddress, BigInt(attempt.sequence))
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
}
