import { readAccounts } from '../accounts.ts'
import type { TransactionAnswer } from '../rpc/answers.ts'
import type { EnvelopeLife } from './outcome.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

/** A network's first ledgers: a server that has them has its whole history. */
const FIRST_LEDGERS = 2

type LifeTools = Pick<StepTools, 'rpc' | 'config' | 'limits'>

/**
 * What can be proven of an envelope that a lookup did not find. `missing` is that lookup's answer: it speaks for every
 * ledger between the oldest that the server has and the latest it has seen.
 */
export async function readLife(
  tools: LifeTools,
  attempt: StoredAttempt,
  missing: TransactionAnswer,
  signal: AbortSignal | undefined,
): Promise<EnvelopeLife> {
  if (missing.latestLedgerCloseTime <= attempt.maxTimeSeconds) return 'may_apply'
  if (coversAttempt(tools, attempt, missing)) return 'expired'
  // Its time is over. Applying it, even in vain, would have used its sequence number up.
  const { sequence, latestLedger } = await readSequence(tools, attempt, signal)
  return latestLedger >= missing.latestLedger && sequence < BigInt(attempt.sequence) ? 'expired' : 'unprovable'
}

/**
 * After a refusal with txBAD_SEQ: has somebody else used the number? `sequence` was read first and `missing` afterwards,
 * so that a use by our own envelope would have to show in `missing`.
 */
export function isSequenceUsed(
  tools: LifeTools,
  attempt: StoredAttempt,
  seen: { readonly sequence: bigint; readonly latestLedger: number },
  missing: TransactionAnswer,
): boolean {
  return (
    seen.sequence >= BigInt(attempt.sequence) &&
    missing.latestLedger >= seen.latestLedger &&
    coversAttempt(tools, attempt, missing)
  )
}

export async function readSequence(
  tools: LifeTools,
  attempt: StoredAttempt,
  signal: AbortSignal | undefined,
): Promise<{ sequence: bigint; latestLedger: number }> {
  const { states, latestLedger } = await readAccounts(tools.rpc, tools.config, [attempt.sourceAddress], signal)
  return { sequence: states.get(attempt.sourceAddress)?.sequence ?? 0n, latestLedger }
}

/**
 * True when the server remembers all ledgers that the envelope could have got into. It was signed at most the longest
 * permitted validity before its end, so an older memory than that reaches back to before it was sent.
 */
function coversAttempt(tools: LifeTools, attempt: StoredAttempt, missing: TransactionAnswer): boolean {
  const signedAfterSeconds = attempt.maxTimeSeconds - tools.limits.maxValiditySeconds
  return missing.oldestLedger <= FIRST_LEDGERS || missing.oldestLedgerCloseTime <= signedAfterSeconds
}
