import type { Client } from '@temporalio/client'
import { ORDER_TASK_QUEUE, SERVICES } from '../workflows/messages.ts'

/** Starts every service workflow that does not run; one that runs stays as it is. */
export async function startServiceWorkflows(client: Client): Promise<void> {
  for (const { workflow, summary } of SERVICES) {
    await client.workflow.start(workflow, {
      workflowId: workflow,
      taskQueue: ORDER_TASK_QUEUE,
      workflowIdConflictPolicy: 'USE_EXISTING',
      staticSummary: summary,
    })
  }
}
