import { SdkComponent } from '@temporalio/common'
import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker'
import type { Logger } from 'pino'

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** Sends the Temporal SDK's own lines into our log. Its INFO is chatter about polling and bundling, ours is not. */
export function temporalLogger(log: Logger): TemporalLogger {
  const child = log.child({ part: 'temporal' })
  return new DefaultLogger('INFO', ({ level, message, meta }) => {
    if (level === 'INFO' && meta?.sdkComponent !== SdkComponent.activity) return
    // Whoever has an activity's token may end it.
    const { taskToken: _, ...facts } = meta ?? {}
    child[LEVELS[level]](facts, message)
  })
}
