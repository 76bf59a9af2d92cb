import type { Client } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { createWorkflowList, endOf, type WorkflowList } from './listedWorkflows.ts'

/** Names that the workflow of an order goes by. Activities know nothing else of it; a test holds them to the workflow's own. */
export const ORDER_WORKFLOW = { type: 'order', stateQuery: 'state', statusAttribute: 'OrderStatus' } as const

const statusKey = defineSearchAttributeKey(ORDER_WORKFLOW.statusAttribute, SearchAttributeType.KEYWORD)

/** What a workflow says of its order, or why it says nothing. */
export type WorkflowState =
  | { readonly running: true; readonly version: number; readonly status: string; readonly finalStatus: string | null }
  | { readonly running: true; readonly problem: string }
  | { readonly running: false; readonly ended: string }

/** The workflows of orders, as far as the auditor looks at them. */
export type OrderWorkflows = WorkflowList & {
  /** Wakes one workflow and asks it. */
  state(orderId: string): Promise<WorkflowState>
}

export function createOrderWorkflows(client: Client): OrderWorkflows {
  return {
    ...createWorkflowList(client, ORDER_WORKFLOW.type, (info) => info.typedSearchAttributes.get(statusKey) ?? null),
    state: (orderId) => readState(client, orderId),
  }
}

async function readState(client: Client, orderId: string): Promise<WorkflowState> {
  const ended = await endOf(client, orderId)
  if (ended !== null) return { running: false, ended }
  try {
    const handle = client.workflow.getHandle(orderId)
    const { version, status, finalStatus } = await handle.query<QueriedState>(ORDER_WORKFLOW.stateQuery)
    return { running: true, version, status, finalStatus }
  } catch (error) {
    return { running: true, problem: error instanceof Error ? error.message : String(error) }
  }
}

type QueriedState = { version: number; status: string; finalStatus: string | null }
