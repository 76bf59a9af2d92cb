import { fileURLToPath } from 'node:url'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { BARE_TASK_QUEUE, type SegmentDone, type StepInput } from './messages.ts'

/** As many as a worker of ours keeps. */
const MAX_CACHED_WORKFLOWS = 400

/**
 * A process of its own, as our workers are. It tells the bench over the channel of its birth that a segment is over, which
 * costs neither a request nor a database.
 */
Runtime.install({ logger: new DefaultLogger('WARN'), shutdownSignals: ['SIGTERM'] })
process.once('disconnect', () => process.exit(0))
const connection = await NativeConnection.connect({ address: process.argv[2] ?? '' })
const worker = await Worker.create({
  connection,
  namespace: 'default',
  taskQueue: BARE_TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./workflow.ts', import.meta.url)),
  activities: {
    async step({ orderId, segment, isLast }: StepInput): Promise<void> {
      if (isLast) process.send?.({ orderId, segment } satisfies SegmentDone)
    },
  },
  maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
})
process.send?.('ready')
await worker.run()
await connection.close()
process.exit(0)
