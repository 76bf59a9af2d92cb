import { fileURLToPath } from 'node:url'
import { type NativeConnection, Worker } from '@temporalio/worker'
import { createEscrowActivities } from '../activities/escrow/activities.ts'
import { createRecordActivities } from '../activities/record.ts'
import { createServiceActivities } from '../activities/services/index.ts'
import type { WorkerConfig } from '../config/load.ts'
import { ESCROW_TASK_QUEUE, ORDER_TASK_QUEUE } from '../workflows/messages.ts'
import type { Equipment } from './equip.ts'

/** Below the time that a container gets between SIGTERM and SIGKILL (10 s by default). */
const SHUTDOWN = { shutdownGraceTime: '4 seconds', shutdownForceTime: '8 seconds' } as const

/** About 1 MB of memory each, so this stays under half a gigabyte. */
const MAX_CACHED_WORKFLOWS = 400

/** Workflows, their commits, and the services. */
export async function createOrderWorker(connection: NativeConnection, config: WorkerConfig, equipment: Equipment) {
  return await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: ORDER_TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('../workflows/index.ts', import.meta.url)),
    activities: { ...createRecordActivities(equipment.db), ...createServiceActivities(equipment) },
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    ...SHUTDOWN,
  })
}

/** Chain steps only. The vendor's limit is the task queue's own, so that all workers together keep it. */
export async function createEscrowWorker(connection: NativeConnection, config: WorkerConfig, equipment: Equipment) {
  const perMinute = config.escrowRequestsPerMinute
  return await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: ESCROW_TASK_QUEUE,
    activities: createEscrowActivities({
      db: equipment.db,
      engine: equipment.engine,
      treasuryAddress: equipment.treasuryAddress,
      resolverAddress: equipment.resolverAddress,
    }),
    ...(perMinute !== undefined && { maxTaskQueueActivitiesPerSecond: perMinute / 60 }),
    ...SHUTDOWN,
  })
}
