import { crashPoint } from '../../crash/crashPoint.ts'
import { unreachable } from '../../domain/invariant.ts'
import { contractKindOf } from '../escrow/contractKind.ts'
import { type ChainIntent, isEscrowStep } from '../intent.ts'
import type { StepContext } from './engine.ts'
import { ChainStepError } from './errors.ts'
import { explainRefusal } from './explainRefusal.ts'
import { judge } from './judge.ts'
import { refusedPayment } from './judgePayment.ts'
import { lookUp, type Observed, send } from './observe.ts'
import type { Obtained } from './obtainAttempt.ts'
import type { Judgement, Outcome } from './outcome.ts'
import { type EnvelopeNews, reportEnvelope } from './progress.ts'
import { settle } from './settle.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

/** How watching one envelope ended. Everything else is thrown as a ChainStepError. */
export type Ending =
  | { readonly kind: 'applied'; readonly ledger: number }
  /** `isOutbid`: the network wanted a higher fee to the last. */
  | { readonly kind: 'dead'; readonly reason: string; readonly isOutbid: boolean }

/** What the last submission said, and the ledger at that time. */
type Sent = {
  readonly judgement: Judgement
  /** The code of a refusal. */
  readonly code: string | null
  /** Why the network did not let it in so far. A refusal as too late only ends that. */
  readonly keptOut: { readonly code: string | null; readonly reason: string } | null
  readonly atLedger: number | null
}

/** The envelope under way, and where its news go. */
type Run = {
  readonly tools: StepTools
  readonly intent: ChainIntent
  readonly attempt: StoredAttempt
  readonly signal: AbortSignal
  report(news: EnvelopeNews): void
}

/** Sends one stored envelope and watches it until its fate is known. */
export async function carryOut(
  tools: StepTools,
  intent: ChainIntent,
  { attempt, isFresh, previousFailure }: Obtained,
  context: StepContext,
): Promise<Ending> {
  const { clock, limits } = tools
  const report = (news: EnvelopeNews): void => reportEnvelope(context, attempt, previousFailure, news)
  const run: Run = { tools, intent, attempt, signal: context.signal, report }
  const contract = isEscrowStep(intent) ? contractKindOf(intent) : 'single'
  const giveUpAtMs = clock.nowMs() + limits.maxWatchMs
  let pollMs = limits.firstPollMs
  let sent = isFresh ? await submit(run, null, null) : null
  while (clock.nowMs() < giveUpAtMs) {
    run.signal.throwIfAborted()
    if (sent !== null) await clock.sleep(pollMs, run.signal)
    pollMs = Math.min(Math.ceil(pollMs * 1.5), limits.maxPollMs)
    report({ phase: 'polling', answer: sent?.judgement.reason ?? null })
    tools.accounts.tryAcquire(attempt.sourceAddress, attempt.stepKey)
    crashPoint('step.confirm.before', attempt.stepKey)
    const observed = await lookUp(tools, attempt, contract, sent?.code === 'txBadSeq', run.signal)
    crashPoint('step.confirm.after', attempt.stepKey)
    const ending = await conclude(run, observed, sent)
    if (ending !== null) return ending
    // It is not on the ledger: now what the submission said counts.
    if (sent?.judgement.verdict === 'ask_human') throw askHuman(attempt, sent.judgement.reason)
    sent = countFrom(sent, observed.latestLedger)
    if (isSendDue(tools, sent, observed.latestLedger)) sent = await submit(run, sent, observed.latestLedger)
  }
  const last = sent === null ? '' : ` The network's last word: ${sent.judgement.reason}.`
  throw new ChainStepError({
    verdict: 'retry',
    message: `The fate of transaction ${attempt.hash} is not known after ${limits.maxWatchMs} ms of watching.${last}`,
  })
}

async function submit(run: Run, last: Sent | null, atLedger: number | null): Promise<Sent> {
  run.report({ phase: 'submitting', answer: null })
  crashPoint('step.submit.before', run.attempt.stepKey)
  const outcome = await send(run.tools, run.attempt, run.signal)
  crashPoint('step.submit.after', run.attempt.stepKey)
  const [judgement, code] = [judge(outcome), refusalIn(outcome)]
  const before = code === 'txTooLate' ? (last?.keptOut ?? null) : null
  const keptOut = judgement.verdict === 'resend' ? { code, reason: judgement.reason } : before
  return { judgement, code, keptOut, atLedger }
}

function refusalIn(outcome: Outcome): string | null {
  return outcome.source === 'send' && outcome.status === 'ERROR' ? outcome.result.code : null
}

/** Acts on what a lookup proved; null means that the envelope's fate is still open. */
async function conclude(run: Run, observed: Observed, sent: Sent | null): Promise<Ending | null> {
  const { tools, intent, attempt, signal } = run
  const refused = refusedPayment(intent, attempt, observed.outcome)
  if (refused !== null) {
    await settle(tools, attempt, 'FAILED', observed, refused.message)
    run.report({ phase: 'settled', answer: refused.message, result: 'FAILED' })
    throw refused
  }
  const { verdict, reason } = judge(observed.outcome)
  switch (verdict) {
    case 'applied':
      if (observed.ledger === null) return null
      await settle(tools, attempt, 'APPLIED', observed, null)
      run.report({ phase: 'settled', answer: reason, result: 'APPLIED' })
      return { kind: 'applied', ledger: observed.ledger }
    case 'rebuild':
      return await bury(run, observed, sent, reason)
    case 'failed_for_good':
      await settle(tools, attempt, 'FAILED', observed, reason)
      run.report({ phase: 'settled', answer: reason, result: 'FAILED' })
      throw await explainRefusal(
        tools,
        intent,
        `The ${attempt.kind} transaction ${attempt.hash} failed: ${reason}.`,
        signal,
      )
    case 'ask_human':
      if (observed.ledger !== null) await settle(tools, attempt, 'FAILED', observed, reason)
      throw askHuman(attempt, reason)
    case 'resend':
    case 'keep_asking':
      return null
    default:
      return unreachable(verdict)
  }
}

/** The envelope is dead. Where it never got in, the reason is what the network said to the last submission. */
async function bury(run: Run, observed: Observed, sent: Sent | null, proven: string): Promise<Ending> {
  const keptOut = observed.ledger === null ? sent?.keptOut : null
  const reason = keptOut ? `${proven}. ${keptOut.reason}` : proven
  const result = hasExpired(observed.outcome) ? 'EXPIRED' : 'FAILED'
  await settle(run.tools, run.attempt, result, observed, reason)
  run.report({ phase: 'settled', answer: reason, result })
  return { kind: 'dead', reason, isOutbid: keptOut?.code === 'txInsufficientFee' }
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
