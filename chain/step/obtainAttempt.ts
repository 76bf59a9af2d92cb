import { invariant } from '../../domain/invariant.ts'
import type { ChainIntent } from '../intent.ts'
import { QueueFull, TurnTimeout } from './accountQueue.ts'
import { buildStep } from './buildStep.ts'
import { chooseSource } from './chooseSource.ts'
import type { StepContext } from './engine.ts'
import { ChainStepError } from './errors.ts'
import type { StoredAttempt } from './store.ts'
import type { StepTools } from './tools.ts'

export type Step = { readonly stepKey: string; readonly intent: ChainIntent; readonly orderId: string | null }

/** `isFresh`: built and stored by this very call, so that nobody can have sent it yet. */
export type Obtained = { readonly attempt: StoredAttempt; readonly isFresh: boolean }

const BUSY_RETRY_MS = 5_000

/**
 * The attempt to go on with: the stored one, unless it is proven dead, then a new one. A new envelope is stored before
 * anyone can send it, and the account's turn is kept for whoever finishes the step.
 */
export async function obtainAttempt(tools: StepTools, step: Step, context: Partial<StepContext>): Promise<Obtained> {
  const stored = await tools.store.latest(step.stepKey)
  if (stored !== null && !isDead(stored)) {
    invariant(
      stored.kind === step.intent.kind,
      `Step ${step.stepKey} is a ${stored.kind} step, not ${step.intent.kind}`,
    )
    return { attempt: stored, isFresh: false }
  }
  const attempt = (stored?.attempt ?? 0) + 1
  if (attempt > tools.limits.maxAttempts) {
    const message = `The ${step.intent.kind} step ${step.stepKey} has failed ${attempt - 1} times: ${stored?.failure ?? 'see its attempts'}`
    throw new ChainStepError({ verdict: 'ask_human', message })
  }
  return build(tools, step, attempt, context)
}

function isDead(stored: StoredAttempt): boolean {
  return stored.status === 'FAILED' || stored.status === 'EXPIRED'
}

async function build(tools: StepTools, step: Step, attempt: number, context: Partial<StepContext>): Promise<Obtained> {
  const { stepKey, intent, orderId } = step
  const { signal } = context
  const source = chooseSource(intent, stepKey, tools.signers, tools.accounts)
  context.heartbeat?.({ stepKey, attempt, hash: '', phase: 'waiting_for_account' })
  await takeTurn(tools, source, stepKey, signal)
  try {
    context.heartbeat?.({ stepKey, attempt, hash: '', phase: 'building' })
    const built = await buildStep(tools, { stepKey, attempt, intent, orderId, source, signal })
    const stored = await tools.store.insert(built)
    const isFresh = stored.hash === built.hash
    // Somebody else's attempt was first: ours is never sent, and its account is free.
    if (stored.sourceAddress !== source) tools.accounts.release(source, stepKey)
    return { attempt: stored, isFresh }
  } catch (error) {
    tools.accounts.release(source, stepKey)
    throw error
  }
}

async function takeTurn(
  tools: StepTools,
  source: string,
  stepKey: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await tools.accounts.acquire(source, stepKey, signal)
  } catch (error) {
    if (!(error instanceof QueueFull || error instanceof TurnTimeout)) throw error
    throw new ChainStepError({ verdict: 'retry', message: error.message, retryAfterMs: BUSY_RETRY_MS, cause: error })
  }
}
