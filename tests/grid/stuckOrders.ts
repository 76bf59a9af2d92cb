import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client'
import { RETRY_NOW } from '../../workflows/messages.ts'

/** What an operator does all day: finds stuck orders by their search attribute, reads why, and sends `retryNow`. */
export type Operator = {
  /** The reasons of orders that were found stuck, by order id. */
  readonly reasons: ReadonlyMap<string, string>
  stop(): Promise<void>
}

const ROUND_MS = 500

export async function startOperator(temporalAddress: string): Promise<Operator> {
  const connection = await Connection.connect({ address: temporalAddress })
  const client = new Client({ connection })
  const reasons = new Map<string, string>()
  const stopping = new AbortController()
  const rounds = work()

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      for await (const { workflowId, searchAttributes } of client.workflow.list({
        query: 'OrderStuck = true AND ExecutionStatus = "Running"',
      })) {
        reasons.set(workflowId, String(searchAttributes.StuckReason?.[0] ?? ''))
        await retryNow(workflowId)
      }
      await delay(ROUND_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  /** The list is a little behind: an order that it shows as stuck may have finished since. */
  async function retryNow(workflowId: string): Promise<void> {
    try {
      await client.workflow.getHandle(workflowId).signal(RETRY_NOW.name)
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error
    }
  }

  return {
    reasons,
    async stop() {
      stopping.abort()
      await rounds
      await connection.close()
    },
  }
}
