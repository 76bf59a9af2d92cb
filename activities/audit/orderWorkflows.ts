import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'

/** Names that the workflow of an order goes by. Activities know nothing else of it; a test holds them to the workflow's own. */
export const ORDER_WORKFLOW = { type: 'order', stateQuery: 'state', statusAttribute: 'OrderStatus' } as const

const statusKey = defineSearchAttributeKey(ORDER_WORKFLOW.statusAttribute, SearchAttributeType.KEYWORD)
const RUNNING = `WorkflowType = '${ORDER_WORKFLOW.type}' AND ExecutionStatus = 'Running'`
const PAGE = 500
const IDS_PER_REQUEST = 200

/** A workflow as Temporal lists it, without asking the workflow itself; its status may be some moments old. */
export type ListedWorkflow = { readonly id: string; readonly status: string | null }

/** What a workflow says of its order, or why it says nothing. */
export type WorkflowState =
  | { readonly running: true; readonly version: number; readonly status: string; readonly finalStatus: string | null }
  | { readonly running: true; readonly problem: string }
  | { readonly running: false; readonly ended: string }

/** The workflows of orders, as far as the auditor looks at them. */
export type OrderWorkflows = {
  /** Those of the orders whose workflow runs. */
  running(orderIds: readonly string[]): Promise<ListedWorkflow[]>
  /** All that run; read on as far as the caller goes. */
  all(): AsyncIterator<ListedWorkflow>
  /** Wakes one workflow and asks it. */
  state(orderId: string): Promise<WorkflowState>
}

export function createOrderWorkflows(client: Client): OrderWorkflows {
  const list = (query: string) => client.workflow.list({ query, pageSize: PAGE })
  return {
    async running(orderIds) {
      const found: ListedWorkflow[] = []
      for (let from = 0; from < orderIds.length; from += IDS_PER_REQUEST) {
        const page = orderIds.slice(from, from + IDS_PER_REQUEST)
        const ids = page.map((id) => `'${id}'`).join(', ')
        for await (const info of list(`${RUNNING} AND WorkflowId IN (${ids})`)) found.push(listed(info))
      }
      return found
    },
    async *all() {
      for await (const info of list(RUNNING)) yield listed(info)
    },
    state: (orderId) => readState(client, orderId),
  }
}

type Listed = { workflowId: string; typedSearchAttributes: { get(key: typeof statusKey): string | undefined } }

function listed({ workflowId, typedSearchAttributes }: Listed): ListedWorkflow {
  return { id: workflowId, status: typedSearchAttributes.get(statusKey) ?? null }
}

async function readState(client: Client, orderId: string): Promise<WorkflowState> {
  const handle = client.workflow.getHandle(orderId)
  try {
    const { status } = await handle.describe()
    if (status.name !== 'RUNNING') return { running: false, ended: status.name }
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return { running: false, ended: 'MISSING' }
    throw error
  }
  try {
    const { version, status, finalStatus } = await handle.query<QueriedState>(ORDER_WORKFLOW.stateQuery)
    return { running: true, version, status, finalStatus }
  } catch (error) {
    return { running: true, problem: error instanceof Error ? error.message : String(error) }
  }
}

type QueriedState = { version: number; status: string; finalStatus: string | null }
