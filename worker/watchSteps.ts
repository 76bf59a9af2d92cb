import { log } from '@temporalio/activity'
import type { StepEngine } from '../chain/step/engine.ts'
import { ChainStepError } from '../chain/step/errors.ts'
import { inSpan, type SpanNotes } from '../telemetry/tracing.ts'
import { notesHere } from './activityNotes.ts'
import type { StepOutcome } from './metrics/workerMetrics.ts'
import type { Telemetry } from './telemetry.ts'

/** The same engine, with the time, the outcome and the transaction of every step told to metrics, log and trace. */
export function watchSteps(engine: StepEngine, telemetry: Telemetry): StepEngine {
  return {
    prepare: (stepKey, intent, orderId, context) =>
      inStep(telemetry, 'prepare', stepKey, intent.kind, async (tell) => {
        const attempt = await engine.prepare(stepKey, intent, orderId, context)
        tell({ 'stellar.transaction.hash': attempt.hash })
        return attempt
      }),
    finish: (stepKey, intent, orderId, context) =>
      inStep(telemetry, 'finish', stepKey, intent.kind, async (tell) => {
        const startedAt = performance.now()
        const end = (outcome: StepOutcome, facts: object) => {
          const seconds = (performance.now() - startedAt) / 1_000
          telemetry.metrics.step(intent.kind, outcome, seconds)
          log.info('chain step', { stepKey, kind: intent.kind, outcome, seconds, ...facts })
        }
        try {
          const result = await engine.finish(stepKey, intent, orderId, context)
          tell({ 'stellar.transaction.hash': result.hash, 'stellar.ledger': result.ledger })
          end('applied', { transactionHash: result.hash, ledger: result.ledger })
          return result
        } catch (error) {
          end(outcomeOf(error, context.signal), {})
          throw error
        }
      }),
  }
}

/** A span inside the activity's own, which is told the same: the transaction is what somebody looks for in a trace. */
async function inStep<T>(
  { tracing }: Telemetry,
  part: 'prepare' | 'finish',
  stepKey: string,
  kind: string,
  work: (tell: (notes: SpanNotes) => void) => Promise<T>,
): Promise<T> {
  const activity = notesHere()
  activity.stepKey = stepKey
  const notes = { 'offerhub.step.key': stepKey, 'offerhub.step.kind': kind }
  const { span: around } = activity
  if (around === undefined) return await work(() => undefined)
  around.note(notes)
  return await inSpan(tracing, { name: `chain step ${kind}: ${part}`, kind: 'internal', notes }, (span) =>
    work((told) => {
      around.note(told)
      span?.note(told)
    }),
  )
}

function outcomeOf(error: unknown, signal: AbortSignal): StepOutcome {
  if (error instanceof ChainStepError) return error.verdict
  return signal.aborted ? 'interrupted' : 'error'
}
