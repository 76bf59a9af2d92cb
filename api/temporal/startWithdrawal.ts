import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { crashPoint } from '../../crash/crashPoint.ts'
import { summariseWithdrawal } from '../../domain/withdrawal/describe.ts'
import { ORDER_TASK_QUEUE } from '../../workflows/messages.ts'
import { orderStuckKey } from '../../workflows/searchAttributes.ts'
import { type WithdrawalInput, withdrawalWorkflowType } from '../../workflows/withdrawal/messages.ts'
import { call } from './call.ts'

/** Starts the workflow of a withdrawal under its id; one that exists already counts. */
export async function startWithdrawal(client: Client, input: WithdrawalInput): Promise<void> {
  const { withdrawalId } = input.terms
  crashPoint('withdrawal.start.before', withdrawalId)
  try {
    await call(client, () =>
      client.workflow.start(withdrawalWorkflowType, {
        workflowId: withdrawalId,
        taskQueue: ORDER_TASK_QUEUE,
        args: [input],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: summariseWithdrawal(input.terms),
        staticDetails: describeTerms(input),
        typedSearchAttributes: [{ key: orderStuckKey, value: false }],
      }),
    )
    crashPoint('withdrawal.start.after', withdrawalId)
  } catch (error) {
    // A repeated start of a withdrawal that is finished by now: it exists, which is all that was asked.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return
    throw error
  }
}

/** Markdown for the operator's page, beside the summary. It is fixed at the start; what changes is in the current details. */
function describeTerms({ terms, commandId }: WithdrawalInput): string {
  const { withdrawalId, userId, destination, memo } = terms
  return [
    `- Withdrawal: \`${withdrawalId}\``,
    `- User: \`${userId}\``,
    `- Destination: \`${destination}\``,
    // Code spans keep Markdown from reading a caller's text as markup.
    ...(memo === null ? [] : [`- Memo (${memo.type}): \`${memo.value.replaceAll('`', "'")}\``]),
    `- Asked for by command: \`${commandId}\``,
  ].join('\n')
}
