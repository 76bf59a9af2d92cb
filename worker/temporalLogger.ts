import { DefaultLogger, type Logger as TemporalLogger } from '@temporalio/worker'
import type { Logger } from 'pino'

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const

/** Sends the Temporal SDK's own lines into our log. Its INFO is chatter about polling and bundling. */
export function temporalLogger(log: Logger): TemporalLogger {
  const child = log.child({ part: 'temporal' })
  return new DefaultLogger('WARN', ({ level, message, meta }) => child[LEVELS[level]](meta ?? {}, message))
}
