import { crashPoint } from '../../crash/crashPoint.ts'
import { invariant } from '../../domain/invariant.ts'
import type { ChainIntent } from '../intent.ts'
import { buildStep } from './buildStep.ts'
import { chooseSource } from './chooseSource.ts'
import type { StepContext } from './engine.ts'
import { ChainStepError } from './errors.ts'
import { reportBuilding } from './progress.ts'
import type { StoredAttempt } from './store.ts'
import { takeTurn } from './takeTurn.ts'
import type { StepTools } from './tools.ts'

export type Step = { readonly stepKey: string; readonly intent: ChainIntent; readonly orderId: string | null }

export type Obtained = {
  readonly attempt: StoredAttempt
  /** Built and stored by this very call, so that nobody can have sent it yet. */
  readonly isFresh: boolean
  /** Why the attempt before it died, where this call saw that. */
  readonly previousFailure: string | null
}

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
    return { attempt: stored, isFresh: false, previousFailure: null }
  }
  const attempt = (stored?.attempt ?? 0) + 1
  if (attempt > tools.limits.maxAttempts) {
    const message = `The ${step.intent.kind} step ${step.stepKey} has failed ${attempt - 1} times: ${stored?.failure ?? 'see its attempts'}`
    throw new ChainStepError({ verdict: 'ask_human', message })
  }
  return build(tools, step, stored, attempt, context)
}

function isDead(stored: StoredAttempt): boolean {
  return stored.status === 'FAILED' || stored.status === 'EXPIRED'
}

async function build(
  tools: StepTools,
  step: Step,
  previous: StoredAttempt | null,
  attempt: number,
  context: Partial<StepContext>,
): Promise<Obtained> {
  const { stepKey, intent, orderId } = step
  const { signal } = context
  // A renewed deployment names its deployer in the call, so it stays with that one.
  const deployer = intent.kind === 'deploy' ? previous?.sourceAddress : undefined
  const source = deployer ?? chooseSource(intent, stepKey, tools.signers, tools.accounts)
  const previousFailure = previous?.failure ?? null
  reportBuilding(context, stepKey, attempt, 'waiting_for_account', previousFailure)
  await takeTurn(tools, source, stepKey, signal)
  try {
    reportBuilding(context, stepKey, attempt, 'building', previousFailure)
    const built = await buildStep(tools, { stepKey, attempt, intent, orderId, source, previous, signal })
    const stored = await insertAfter(tools, previous, built)
    const isFresh = stored.hash === built.hash
    // Somebody else's attempt was first: ours is never sent, and its account is free.
    if (stored.sourceAddress !== source) tools.accounts.release(source, stepKey)
    return { attempt: stored, isFresh, previousFailure }
  } catch (error) {
    tools.accounts.release(source, stepKey)
    // Another process with the same step may have been faster, and made the ledger refuse ours: then its attempt counts.
    const others = await tools.store.latest(stepKey)
    if (others?.attempt === attempt && !isDead(others)) return { attempt: others, isFresh: false, previousFailure }
    throw error
  }
}

/**
 * The one place where an envelope gets a successor. Its predecessor has to be settled as dead, which takes proof that no
 * ledger will ever apply it (see settle): otherwise the step could happen twice. The database refuses the same by its index.
 */
async function insertAfter(
  tools: StepTools,
  previous: StoredAttempt | null,
  built: StoredAttempt,
): Promise<StoredAttempt> {
  invariant(
    previous === null || (isDead(previous) && built.attempt === previous.attempt + 1),
    `Step ${built.stepKey} may not get attempt ${built.attempt} while attempt ${previous?.attempt} is ${previous?.status}`,
  )
  crashPoint('step.store.before', built.stepKey)
  const stored = await tools.store.insert(built)
  crashPoint('step.store.after', built.stepKey)
  return stored
}
