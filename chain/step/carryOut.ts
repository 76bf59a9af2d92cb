import { unreachable } from '../../domain/invariant.ts'
import type { ChainIntent } from '../intent.ts'
import type { StepContext, StepProgress } from './engine.ts'
import { ChainStepError } from './errors.ts'
import { explainRefusal } from './explainRefusal.ts'
import { judge } from './judge.ts'
import { lookUp, type Observed, send } from './observe.ts'
import type { Judgement, Outcome } from './outcome.ts'
import { settle } from './settle.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

/** How watching one envelope ended. Everything else is thrown as a ChainStepError. */
export type Ending =
  | { readonly kind: 'applied'; readonly ledger: number }
  | { readonly kind: 'dead'; readonly reason: string }

/** What the last submission said, and the ledger at that time. */
type Sent = { readonly judgement: Judgement; readonly badSequence: boolean; readonly atLedger: number | null }

/** Sends one stored envelope and watches it until its fate is known. `isFresh`: nobody can have sent it before. */
export async function carryOut(
  tools: StepTools,
  intent: ChainIntent,
  attempt: StoredAttempt,
  isFresh: boolean,
  context: StepContext,
): Promise<Ending> {
  const { clock, limits } = tools
  const giveUpAtMs = clock.nowMs() + limits.maxWatchMs
  let pollMs = limits.firstPollMs
  let sent = isFresh ? await submit(tools, attempt, null, context) : null
  while (clock.nowMs() < giveUpAtMs) {
    context.signal.throwIfAborted()
    if (sent !== null) await clock.sleep(pollMs, context.signal)
    pollMs = Math.min(Math.ceil(pollMs * 1.5), limits.maxPollMs)
    report(attempt, 'polling', context)
    tools.accounts.tryAcquire(attempt.sourceAddress, attempt.stepKey)
    const observed = await lookUp(tools, attempt, sent?.badSequence ?? false, context.signal)
    const ending = await conclude(tools, intent, attempt, observed, context)
    if (ending !== null) return ending
    // It is not on the ledger: now what the submission said counts.
    if (sent?.judgement.verdict === 'ask_human') throw askHuman(attempt, sent.judgement.reason)
    sent = countFrom(sent, observed.latestLedger)
    if (isSendDue(tools, sent, observed.latestLedger))
      sent = await submit(tools, attempt, observed.latestLedger, context)
  }
  throw new ChainStepError({
    verdict: 'retry',
    message: `The fate of transaction ${attempt.hash} is not known after ${limits.maxWatchMs} ms of watching`,
  })
}

async function submit(
  tools: StepTools,
  attempt: StoredAttempt,
  atLedger: number | null,
  context: StepContext,
): Promise<Sent> {
  report(attempt, 'submitting', context)
  const outcome = await send(tools, attempt, context.signal)
  return { judgement: judge(outcome), badSequence: isBadSequence(outcome), atLedger }
}

function isBadSequence(outcome: Outcome): boolean {
  return outcome.source === 'send' && outcome.status === 'ERROR' && outcome.result.code === 'txBadSeq'
}

/** Acts on what a lookup proved; null means that the envelope's fate is still open. */
async function conclude(
  tools: StepTools,
  intent: ChainIntent,
  attempt: StoredAttempt,
  observed: Observed,
  context: StepContext,
): Promise<Ending | null> {
  const { verdict, reason } = judge(observed.outcome)
  const onLedger = observed.ledger !== null
  switch (verdict) {
    case 'applied':
      if (observed.ledger === null) return null
      await settle(tools, attempt, 'APPLIED', observed, null)
      report(attempt, 'settled', context)
      return { kind: 'applied', ledger: observed.ledger }
    case 'rebuild':
      await settle(tools, attempt, hasExpired(observed.outcome) ? 'EXPIRED' : 'FAILED', observed, reason)
      report(attempt, 'settled', context)
      return { kind: 'dead', reason }
    case 'failed_for_good':
      await settle(tools, attempt, 'FAILED', observed, reason)
      throw await explainRefusal(
        tools,
        intent,
        `The ${attempt.kind} transaction ${attempt.hash} failed: ${reason}.`,
        context.signal,
      )
    case 'ask_human':
      if (onLedger) await settle(tools, attempt, 'FAILED', observed, reason)
      throw askHuman(attempt, reason)
    case 'resend':
    case 'keep_asking':
      return null
    default:
      return unreachable(verdict)
  }
}

function hasExpired(outcome: Outcome): boolean {
  return outcome.source === 'lookup' && outcome.status === 'NOT_FOUND' && outcome.life === 'expired'
}

/** The first lookup after a submission tells which ledger to count from. */
function countFrom(sent: Sent | null, latestLedger: number | null): Sent | null {
  return sent === null || sent.atLedger !== null ? sent : { ...sent, atLedger: latestLedger }
}

/** The same bytes may be sent any number of times. After a refusal for now: once per ledger; else when some have passed. */
function isSendDue(tools: StepTools, sent: Sent | null, latestLedger: number | null): boolean {
  if (sent === null) return true
  if (latestLedger === null || sent.atLedger === null) return false
  const due = sent.judgement.verdict === 'resend' ? 1 : tools.limits.ledgersBeforeResend
  return latestLedger - sent.atLedger >= due
}

function askHuman(attempt: StoredAttempt, reason: string): ChainStepError {
  return new ChainStepError({
    verdict: 'ask_human',
    message: `The ${attempt.kind} transaction ${attempt.hash} of ${attempt.sourceAddress} needs somebody to look at it: ${reason}.`,
  })
}

function report(attempt: StoredAttempt, phase: StepProgress['phase'], context: StepContext): void {
  context.heartbeat({ stepKey: attempt.stepKey, attempt: attempt.attempt, hash: attempt.hash, phase })
}
