import { Client, Connection } from '@temporalio/client'
import type { WorkerConfig } from '../config/load.ts'
import { ORDER_TASK_QUEUE, SERVICES } from '../workflows/messages.ts'

/** Every worker starts the service workflows; whoever comes first wins, the others use the one that runs. */
export async function startServices(config: WorkerConfig): Promise<void> {
  const connection = await Connection.connect({ address: config.temporalAddress })
  try {
    const client = new Client({ connection, namespace: config.temporalNamespace })
    for (const { workflow, summary } of SERVICES) {
      await client.workflow.start(workflow, {
        workflowId: workflow,
        taskQueue: ORDER_TASK_QUEUE,
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: summary,
      })
    }
  } finally {
    await connection.close()
  }
}
