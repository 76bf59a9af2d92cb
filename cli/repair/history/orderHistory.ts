import type { WorkflowHandle } from '@temporalio/client'
import { defaultPayloadConverter } from '@temporalio/common'
import type { CommandId, OrderId } from '../../../domain/ids.ts'
import { ESCROW_TASK_QUEUE, type OrderInput } from '../../../workflows/messages.ts'

export type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>

/** An activity that came to its end, as an order's workflow remembers it. */
export type Did = { readonly activity: string; readonly args: readonly unknown[]; readonly result: unknown }

/** All that Temporal knows of one order, over all runs of its workflow. */
export type OrderHistory = {
  readonly orderId: OrderId
  readonly latestRunId: string
  readonly isRunning: boolean
  /** In the order in which they happened. */
  readonly did: Did[]
  /** What the first of the runs began with. */
  readonly carried: { readonly version: number; readonly commandIds: readonly CommandId[] }
  /** Commands that were signalled, taken up or not. */
  readonly signalled: ReadonlySet<CommandId>
  /** Whether a chain step was under way when the history ended. */
  readonly isOnChain: boolean
  /** Why the history could not be replayed. */
  problem: string | null
}

/** The state that a run began with, where it went on from another one or from the database. */
export function carriedInto({ events }: History): OrderHistory['carried'] {
  const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []
  const carried = payload && defaultPayloadConverter.fromPayload<OrderInput>(payload).carried
  return { version: carried?.state.version ?? 0, commandIds: (carried?.standings ?? []).map(([id]) => id) }
}

/** The commands that a history has as signals. */
export function signalsIn({ events }: History): CommandId[] {
  return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => {
    const [payload] = signal?.input?.payloads ?? []
    const command = payload && defaultPayloadConverter.fromPayload<{ commandId?: CommandId } | null>(payload)
    return command?.commandId === undefined ? [] : [command.commandId]
  })
}

/** Whether a history ends with a chain step that has not been answered. */
export function isOnChain({ events }: History): boolean {
  const open = new Set<string>()
  for (const event of events ?? []) {
    const scheduled = event.activityTaskScheduledEventAttributes
    if (scheduled?.taskQueue?.name === ESCROW_TASK_QUEUE) open.add(String(event.eventId))
    const ended =
      event.activityTaskCompletedEventAttributes ??
      event.activityTaskFailedEventAttributes ??
      event.activityTaskTimedOutEventAttributes ??
      event.activityTaskCanceledEventAttributes
    if (ended) open.delete(String(ended.scheduledEventId))
  }
  return open.size > 0
}
