import type { Client } from '@temporalio/client'
import { createWorkflowList, endOf, type WorkflowList } from './listedWorkflows.ts'

/** The type that the workflow of a withdrawal goes by; a test holds it to the workflow's own. */
export const WITHDRAWAL_WORKFLOW_TYPE = 'withdrawal'

/** The workflows of withdrawals, as far as the auditor looks at them. */
export type WithdrawalWorkflows = WorkflowList & {
  /** How one ended: null while it runs, MISSING where Temporal knows none. */
  ended(withdrawalId: string): Promise<string | null>
}

export function createWithdrawalWorkflows(client: Client): WithdrawalWorkflows {
  return {
    ...createWorkflowList(client, WITHDRAWAL_WORKFLOW_TYPE),
    ended: (withdrawalId) => endOf(client, withdrawalId),
  }
}
