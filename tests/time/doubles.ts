import { fileURLToPath } from 'node:url'
import { type NativeConnection, Worker } from '@temporalio/worker'
import { ESCROW_TASK_QUEUE, ORDER_TASK_QUEUE } from '../../workflows/messages.ts'
import type { EscrowDouble } from './escrowDouble.ts'
import type { RecordDouble } from './recordDouble.ts'
import type { WithdrawalDouble } from './withdrawalDouble.ts'

export type Doubles = {
  readonly escrow: EscrowDouble
  readonly records: RecordDouble
  readonly withdrawals: WithdrawalDouble
}
export type RunningDoubles = { end(): Promise<void> }

const NAMESPACE = 'default'
const WORKFLOWS = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url))

/** The two workers of a worker process on doubles, without the services: those only work in shifts. */
export async function startDoubles(connection: NativeConnection, doubles: Doubles): Promise<RunningDoubles> {
  // Without a cache every task replays the whole history, so these tests would notice a workflow that cannot be replayed,
  // and no task waits for a worker that is gone.
  const shared = { connection, namespace: NAMESPACE, maxCachedWorkflows: 0 }
  const workers = [
    await Worker.create({
      ...shared,
      taskQueue: ORDER_TASK_QUEUE,
      workflowsPath: WORKFLOWS,
      activities: { ...doubles.records.activities, ...doubles.withdrawals.activities },
    }),
    await Worker.create({ ...shared, taskQueue: ESCROW_TASK_QUEUE, activities: doubles.escrow.activities }),
  ]
  const running = Promise.all(workers.map((worker) => worker.run()))
  return {
    async end() {
      for (const worker of workers) worker.shutdown()
      await running
    },
  }
}
