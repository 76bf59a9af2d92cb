import type { Client } from '@temporalio/client'

/** Ids that one statement asks about. */
const PAGE = 1_000

export type Run = {
  readonly workflowId: string
  readonly runId: string
  readonly isRunning: boolean
  readonly isTerminated: boolean
  readonly startedAtMs: number
}

/**
 * Every run of the workflows of one type that may matter, those of one workflow in the order in which they began. What ends
 * a workflow is the last change of what it is about, so a database that has that change has all of them (`doneAmong`); a
 * moment would not tell, because a repair writes changes too.
 */
export async function listRuns(
  client: Client,
  type: string,
  doneAmong: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<Run[]> {
  const runs: Run[] = []
  for await (const info of client.workflow.list({ query: `WorkflowType = '${type}'` })) {
    const { workflowId, runId, status, startTime } = info
    const [isRunning, isTerminated] = [status.name === 'RUNNING', status.name === 'TERMINATED']
    runs.push({ workflowId, runId, isRunning, isTerminated, startedAtMs: startTime.getTime() })
  }
  const running = new Set(runs.filter(({ isRunning }) => isRunning).map(({ workflowId }) => workflowId))
  const ended = [...new Set(runs.map(({ workflowId }) => workflowId))].filter((id) => !running.has(id))
  const done = new Set<string>()
  for (let at = 0; at < ended.length; at += PAGE) {
    for (const id of await doneAmong(ended.slice(at, at + PAGE))) done.add(id)
  }
  const left = runs.filter(({ workflowId }) => !done.has(workflowId))
  return withoutReplaced(left.sort((one, other) => one.startedAtMs - other.startedAtMs))
}

/** A run that was terminated and has a successor was replaced by a repair: the successor began with what was right of it. */
function withoutReplaced(runs: readonly Run[]): Run[] {
  const byWorkflow = Map.groupBy(runs, ({ workflowId }) => workflowId)
  return [...byWorkflow.values()].flatMap((lives) => {
    const replaced = lives.slice(0, -1).findLastIndex(({ isTerminated }) => isTerminated)
    return lives.slice(replaced + 1)
  })
}
