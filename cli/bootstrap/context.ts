import type { Logger } from 'pino'
import type { StepContext } from '../../chain/step/engine.ts'

/** Longer than a few ledgers of a real network take; a second run continues where this one stopped. */
const TIMEOUT_MS = 120_000

export function bootstrapContext(log: Logger): StepContext {
  return {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    heartbeat: (progress) => log.debug(progress, 'chain step'),
  }
}
