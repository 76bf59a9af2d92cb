import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { StepVerdict } from '../../chain/step/errors.ts'
import { ATTEMPT_ERROR_NAMES, type AttemptError } from '../../domain/webhooks/attempt.ts'
import { COMMAND_BUCKETS_SECONDS, described, STEP_BUCKETS_SECONDS } from './catalogue.ts'

/** How a try at a chain step ended: it stands on chain, or why it does not yet. */
export type StepOutcome = StepVerdict | 'applied' | 'interrupted' | 'error'
export type CommandResult = 'succeeded' | 'rejected'
export type WebhookOutcome = 'delivered' | AttemptError

export type WorkerMetrics = {
  readonly registry: Registry
  step(kind: string, outcome: StepOutcome, seconds: number): void
  /** `seconds` since the API sent it; unknown for what came without an origin. */
  command(kind: string, outcome: CommandResult, seconds: number | null): void
  webhookAttempt(outcome: WebhookOutcome): void
}

/** What one worker process counts by itself. Labels are kinds and outcomes, never ids. */
export function createWorkerMetrics(): WorkerMetrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const steps = new Histogram({
    ...described('offerhub_chain_step_duration_seconds'),
    buckets: STEP_BUCKETS_SECONDS,
    registers,
  })
  const latencies = new Histogram({
    ...described('offerhub_command_duration_seconds'),
    buckets: COMMAND_BUCKETS_SECONDS,
    registers,
  })
  const settled = new Counter({
    ...described('offerhub_commands_settled_total'),
    registers,
  })
  const attempts = new Counter({ ...described('offerhub_webhook_attempts_total'), registers })
  // From zero on: a series that begins with its first failure shows no rise.
  for (const outcome of ['delivered', ...ATTEMPT_ERROR_NAMES]) attempts.inc({ outcome }, 0)
  return {
    registry,
    step: (kind, outcome, seconds) => steps.observe({ kind, outcome }, seconds),
    command(command, outcome, seconds) {
      settled.inc({ command, outcome })
      if (seconds !== null) latencies.observe({ command, outcome }, seconds)
    },
    webhookAttempt: (outcome) => attempts.inc({ outcome }),
  }
}
