import { type Client, WorkflowNotFoundError } from '@temporalio/client'

/** A workflow as Temporal lists it, without asking the workflow itself; its status may be some moments old. */
export type ListedWorkflow = { readonly id: string; readonly status: string | null }

type Info = Awaited<ReturnType<Client['workflow']['list']>> extends AsyncIterable<infer One> ? One : never

/** The running workflows of one type, as far as the auditor looks at them. */
export type WorkflowList = {
  /** Those of the ids whose workflow runs. */
  running(ids: readonly string[]): Promise<ListedWorkflow[]>
  /** All that run; read on as far as the caller goes. */
  all(): AsyncIterator<ListedWorkflow>
}

const PAGE = 500
const IDS_PER_REQUEST = 200

/** `statusOf`: what the list says of a workflow's status, if it says anything. */
export function createWorkflowList(
  client: Client,
  type: string,
  statusOf: (info: Info) => string | null = () => null,
): WorkflowList {
  const isRunning = `WorkflowType = '${type}' AND ExecutionStatus = 'Running'`
  const list = (query: string) => client.workflow.list({ query, pageSize: PAGE })
  const listed = (info: Info): ListedWorkflow => ({ id: info.workflowId, status: statusOf(info) })
  return {
    async running(ids) {
      const found: ListedWorkflow[] = []
      for (let from = 0; from < ids.length; from += IDS_PER_REQUEST) {
        const page = ids.slice(from, from + IDS_PER_REQUEST)
        const names = page.map((id) => `'${id}'`).join(', ')
        for await (const info of list(`${isRunning} AND WorkflowId IN (${names})`)) found.push(listed(info))
      }
      return found
    },
    async *all() {
      for await (const info of list(isRunning)) yield listed(info)
    },
  }
}

/** How a workflow ended: null while it runs, MISSING where Temporal knows none. It is not woken for that. */
export async function endOf(client: Client, workflowId: string): Promise<string | null> {
  try {
    const { status } = await client.workflow.getHandle(workflowId).describe()
    return status.name === 'RUNNING' ? null : status.name
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'MISSING'
    throw error
  }
}
