import { type Client, WorkflowNotFoundError } from '@temporalio/client'
import { isId, type OrderId, type WithdrawalId } from '../../domain/ids.ts'
import { orderWorkflowType, SEARCH_ATTRIBUTES } from '../../workflows/messages.ts'
import { orderStuckKey, stuckReasonKey } from '../../workflows/searchAttributes.ts'
import { withdrawalWorkflowType } from '../../workflows/withdrawal/messages.ts'
import type { StuckOrder } from './port.ts'

const LIST_TIMEOUT_MS = 5_000
const DESCRIBE_TIMEOUT_MS = 2_000

/** What an operator types into the filter of the Web UI, too. */
export const STUCK_QUERY = stuckQuery(orderWorkflowType)

function stuckQuery(type: string): string {
  return `WorkflowType = '${type}' AND ${SEARCH_ATTRIBUTES.orderStuck} = true AND ExecutionStatus = 'Running'`
}

/** Reads Temporal's index of workflows, which needs no worker. */
export async function listStuckOrders(client: Client, limit: number): Promise<readonly StuckOrder[]> {
  return await client.withDeadline(Date.now() + LIST_TIMEOUT_MS, async () => {
    const stuck: StuckOrder[] = []
    for await (const { workflowId, typedSearchAttributes } of client.workflow.list({ query: STUCK_QUERY })) {
      if (!isId('order', workflowId)) continue
      stuck.push({ orderId: workflowId, reason: typedSearchAttributes.get(stuckReasonKey) ?? '' })
      if (stuck.length >= limit) break
    }
    return stuck
  })
}

/** How many withdrawals are stuck, by the same index. */
export async function countStuckWithdrawals(client: Client): Promise<number> {
  return await client.withDeadline(Date.now() + LIST_TIMEOUT_MS, async () => {
    return (await client.workflow.count(stuckQuery(withdrawalWorkflowType))).count
  })
}

/** Reads the workflow's own record, which is never behind. */
export async function readStuckReason(client: Client, id: OrderId | WithdrawalId): Promise<string | null> {
  try {
    const { status, typedSearchAttributes } = await client.withDeadline(Date.now() + DESCRIBE_TIMEOUT_MS, () =>
      client.workflow.getHandle(id).describe(),
    )
    const isStuck = status.name === 'RUNNING' && typedSearchAttributes.get(orderStuckKey) === true
    return isStuck ? (typedSearchAttributes.get(stuckReasonKey) ?? '') : null
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}
