import type { Logger } from 'pino'
import type { ApiConfig } from '../config/load.ts'
import type { OutcomeListener } from '../db/commands/outcomeListener.ts'
import type { Database } from '../db/connect.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import type { Admission } from './limits/admission.ts'
import type { Readiness } from './readiness.ts'
import type { TemporalPort } from './temporal/port.ts'

export type Clock = { nowMs(): number }

/** Everything that the API reaches outside itself. */
export type ApiDeps = {
  readonly db: Database
  readonly temporal: TemporalPort
  readonly listener: OutcomeListener
  readonly config: ApiConfig
  readonly clock: Clock
  /** Decides whether another command is let in. */
  readonly admission: Admission
  readonly logger: Logger
  /** Without it, nothing is traced. */
  readonly tracing?: Tracing | null
  /** How far the process is; without it, ready. */
  readonly readiness?: Readiness
}
