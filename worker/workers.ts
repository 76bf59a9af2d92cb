import { type NativeConnection, Worker, type WorkerInterceptors } from '@temporalio/worker'
import { createEscrowActivities } from '../activities/escrow/activities.ts'
import { createRecordActivities } from '../activities/record.ts'
import { createServiceActivities } from '../activities/services/index.ts'
import { createWithdrawalActivities } from '../activities/withdrawal/activities.ts'
import type { WorkerConfig } from '../config/load.ts'
import { workflowCrashes } from '../crash/workflowCrashes.ts'
import { ESCROW_TASK_QUEUE, ORDER_TASK_QUEUE } from '../workflows/messages.ts'
import { releaseOptions } from './release.ts'
import type { Watched } from './telemetry.ts'
import { watchActivities } from './watchActivities.ts'
import { workflowCode, workflowInterceptors } from './workflowCode.ts'

/** Of the time to stop: kept for closing connections. */
const CLOSING_MS = 500

/** About 1 MB of memory each, so this stays under half a gigabyte. */
const MAX_CACHED_WORKFLOWS = 400

/** Workflows, their commits, and the services. */
export async function createOrderWorker(connection: NativeConnection, config: WorkerConfig, equipment: Watched) {
  return await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: ORDER_TASK_QUEUE,
    ...workflowCode(config),
    activities: {
      ...createRecordActivities(equipment.db),
      ...createServiceActivities(equipment),
      // Payments out of wallets ask nothing of the vendor, whose limit is the other queue's.
      ...createWithdrawalActivities(equipment),
    },
    maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    ...workflowCrashes(),
    interceptors: { ...workflowInterceptors(config), ...interceptors(equipment) },
    ...releaseOptions(config),
    ...shutdownTimes(config),
  })
}

/** Chain steps only. The vendor's limit is the task queue's own, so that all workers together keep it. */
export async function createEscrowWorker(connection: NativeConnection, config: WorkerConfig, equipment: Watched) {
  const perMinute = config.escrowRequestsPerMinute
  return await Worker.create({
    connection,
    namespace: config.temporalNamespace,
    taskQueue: ESCROW_TASK_QUEUE,
    activities: createEscrowActivities({
      db: equipment.db,
      engine: equipment.engine,
      rpc: equipment.rpc,
      chain: equipment.chain,
      treasuryAddress: equipment.treasuryAddress,
      resolverAddress: equipment.resolverAddress,
    }),
    interceptors: interceptors(equipment),
    ...(perMinute !== undefined && { maxTaskQueueActivitiesPerSecond: perMinute / 60 }),
    ...releaseOptions(config),
    ...shutdownTimes(config),
  })
}

function interceptors({ telemetry }: Watched): WorkerInterceptors {
  return { activity: [watchActivities(telemetry)] }
}

/**
 * Activities that have not finished when the grace is over are cancelled and hand back; what still runs when the force
 * time is over is abandoned. Half a second earlier than the process, so that it can close its connections.
 */
function shutdownTimes({ stopGraceSeconds, stopForceSeconds }: WorkerConfig) {
  return {
    shutdownGraceTime: stopGraceSeconds * 1_000,
    shutdownForceTime: Math.max(stopForceSeconds * 1_000 - CLOSING_MS, stopGraceSeconds * 1_000 + 1),
  }
}
