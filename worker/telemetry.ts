import type { Tracing } from '../telemetry/tracing.ts'
import type { Equipment } from './equip.ts'
import type { WorkerMetrics } from './metrics/workerMetrics.ts'
import { watchSteps } from './watchSteps.ts'

/** What a worker process tells of its work. */
export type Telemetry = { readonly metrics: WorkerMetrics; readonly tracing: Tracing | null }

export type Watched = Equipment & { readonly telemetry: Telemetry }

/** The equipment of a worker whose chain steps and webhooks are seen. */
export function watched(equipment: Equipment, telemetry: Telemetry): Watched {
  const webhooks = { ...equipment.webhooks, attempted: telemetry.metrics.webhookAttempt }
  return { ...equipment, telemetry, engine: watchSteps(equipment.engine, telemetry), webhooks }
}
