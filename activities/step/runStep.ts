import { ApplicationFailure, Context } from '@temporalio/activity'
import type { ChainIntent } from '../../chain/intent.ts'
import type { StepContext, StepEngine, StepProgress, StepResult } from '../../chain/step/engine.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import type { StoredAttempt } from '../../chain/step/store.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'

/** Takes a chain step to its end inside an activity and returns where the chain shows it. */
export async function runStep(
  engine: StepEngine,
  stepKey: string,
  intent: ChainIntent,
  orderId: string | null,
): Promise<ChainProof> {
  return proofOf(await finishStep(engine, stepKey, intent, orderId))
}

export function proofOf({ hash, ledger }: StepResult): ChainProof {
  return { transactionHash: hash, ledger }
}

/** The same, with all that the step found out. */
export async function finishStep(
  engine: StepEngine,
  stepKey: string,
  intent: ChainIntent,
  orderId: string | null,
): Promise<StepResult> {
  return await asActivity((context) => engine.finish(stepKey, intent, orderId, context))
}

/** Stores the step's signed envelope without sending it. */
export async function prepareStep(
  engine: StepEngine,
  stepKey: string,
  intent: ChainIntent,
  orderId: string | null,
): Promise<StoredAttempt> {
  return await asActivity((context) => engine.prepare(stepKey, intent, orderId, context))
}

/** A third of the time after which Temporal takes a silent activity for lost. */
const BEAT_MS = 3_000

/**
 * Runs chain steps under the heartbeat and the cancellation of the current activity. Temporal hears where a step is at
 * every beat, and when it fails; of one that is done before the first beat only the result, because each call costs it a
 * write.
 */
export async function asActivity<T>(run: (context: StepContext) => Promise<T>): Promise<T> {
  const activity = Context.current()
  let progress: StepProgress | null = null
  const beating = setInterval(() => activity.heartbeat(progress), BEAT_MS)
  try {
    return await run({
      signal: activity.cancellationSignal,
      heartbeat: (latest) => {
        progress = latest
      },
    })
  } catch (error) {
    activity.heartbeat(progress)
    if (error instanceof ChainStepError) throw toFailure(error)
    throw error
  } finally {
    clearInterval(beating)
  }
}

/** Only `retry` is worth the fast retries; what needs a human shows at once, and is tried again slowly. */
function toFailure(error: ChainStepError): ApplicationFailure {
  return ApplicationFailure.create({
    type: `ChainStep.${error.verdict}`,
    message: error.message,
    nonRetryable: error.verdict !== 'retry',
    cause: error,
    ...(error.paymentFault !== undefined && { details: [{ paymentFault: error.paymentFault }] }),
    ...(error.retryAfterMs !== undefined && { nextRetryDelay: error.retryAfterMs }),
  })
}
