import type { Client } from '@temporalio/client'

/** All runs of a workflow, oldest first: more than one once it has continued as new. */
export async function runIdsOf(client: Client, workflowId: string): Promise<string[]> {
  const runs: string[] = []
  for (let runId: string | undefined = (await client.workflow.getHandle(workflowId).describe()).runId; runId; ) {
    runs.unshift(runId)
    const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    runId = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined
  }
  return runs
}
