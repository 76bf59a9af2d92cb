import type { Client } from '@temporalio/client'

/** sdk-core records a finished local activity as a marker of this name. */
const LOCAL_ACTIVITY = 'core_local_activity'

export type HistoryCost = {
  readonly workflowTasks: number
  /** Regular ones: each is a row of three events and a task of its own. */
  readonly activities: number
  readonly localActivities: number
  readonly signals: number
  readonly historyEvents: number
  readonly historyBytes: number
}

export type WorkflowHistory = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>
export type HistoryEvent = NonNullable<WorkflowHistory['events']>[number]

export async function readHistoryCost(temporal: Client, workflowId: string): Promise<HistoryCost> {
  const handle = temporal.workflow.getHandle(workflowId)
  const [{ events }, { historySize }] = await Promise.all([handle.fetchHistory(), handle.describe()])
  const all = events ?? []
  const count = (is: (event: HistoryEvent) => unknown) => all.filter(is).length
  return {
    workflowTasks: count((event) => event.workflowTaskCompletedEventAttributes),
    activities: count(isActivity),
    localActivities: count(isLocalActivity),
    signals: count(isSignal),
    historyEvents: all.length,
    historyBytes: historySize ?? 0,
  }
}

export const isSignal = (event: HistoryEvent) => Boolean(event.workflowExecutionSignaledEventAttributes)
export const isActivity = (event: HistoryEvent) => Boolean(event.activityTaskScheduledEventAttributes)
export const isLocalActivity = (event: HistoryEvent) =>
  event.markerRecordedEventAttributes?.markerName === LOCAL_ACTIVITY
