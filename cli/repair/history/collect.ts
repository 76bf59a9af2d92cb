import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, type InjectedSinks, Worker } from '@temporalio/worker'
import { closedAmong } from '../../../db/recovery/closedAmong.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { invariant } from '../../../domain/invariant.ts'
import { orderWorkflowType } from '../../../workflows/messages.ts'
import type { Repair } from '../context.ts'
import { carriedInto, type Did, type History, isOnChain, type OrderHistory, signalsIn } from './orderHistory.ts'
import type { ReportingSinks } from './reporting.ts'

const WORKFLOWS = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url))
const REPORTING = fileURLToPath(new URL('./reporting.ts', import.meta.url))
/** Ids that one statement asks about. */
const PAGE = 1_000

type Run = {
  readonly workflowId: string
  readonly runId: string
  readonly isRunning: boolean
  readonly isTerminated: boolean
  readonly startedAtMs: number
}

/**
 * Reads what Temporal knows of every order but those that have ended in both. Their histories are replayed with today's
 * workflow code, which tells each change that was committed with its content, although local activities leave only their
 * results in a history.
 */
export async function collectHistories({ db, temporal: client }: Repair): Promise<Map<string, OrderHistory>> {
  const runs = await listRuns(client, db)
  const histories = new Map<string, OrderHistory>()
  const byRun = new Map<string, Did[]>()
  const sinks: InjectedSinks<ReportingSinks> = {
    reporting: {
      did: {
        fn: ({ runId }, activity, args, result) => void byRun.get(runId)?.push({ activity, args, result }),
        callDuringReplay: true,
      },
    },
  }
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: WORKFLOWS,
    workflowInterceptorModules: [REPORTING],
    logger: new DefaultLogger('ERROR'),
  })
  const replayed = Worker.runReplayHistories(
    { workflowBundle, sinks, interceptors: { workflowModules: [REPORTING] } },
    fetchAll(client, runs, histories, byRun),
  )
  for await (const { workflowId, error } of replayed) {
    const history = histories.get(workflowId)
    invariant(history, `A history of ${workflowId} was replayed that nobody asked for`)
    if (error) history.problem = error.message
  }
  return histories
}

/**
 * Every run of an order that may matter, those of one order in the order in which they began. Closing is an order's last
 * change, so a database that has it has all of them; a moment would not tell, because a repair writes changes too.
 */
async function listRuns(client: Client, db: Repair['db']): Promise<Run[]> {
  const runs: Run[] = []
  for await (const info of client.workflow.list({ query: `WorkflowType = '${orderWorkflowType}'` })) {
    const { workflowId, runId, status, startTime } = info
    const [isRunning, isTerminated] = [status.name === 'RUNNING', status.name === 'TERMINATED']
    runs.push({ workflowId, runId, isRunning, isTerminated, startedAtMs: startTime.getTime() })
  }
  const running = new Set(runs.filter(({ isRunning }) => isRunning).map(({ workflowId }) => workflowId))
  const ended = [...new Set(runs.map(({ workflowId }) => workflowId))].filter((id) => !running.has(id))
  const done = new Set<string>()
  for (let at = 0; at < ended.length; at += PAGE) {
    for (const id of await closedAmong(db, ended.slice(at, at + PAGE))) done.add(id)
  }
  const left = runs.filter(({ workflowId }) => !done.has(workflowId))
  return withoutReplaced(left.sort((one, other) => one.startedAtMs - other.startedAtMs))
}

/** A run that was terminated and has a successor was replaced by a repair: the successor began with what was right of it. */
function withoutReplaced(runs: readonly Run[]): Run[] {
  const byOrder = Map.groupBy(runs, ({ workflowId }) => workflowId)
  return [...byOrder.values()].flatMap((lives) => {
    const replaced = lives.slice(0, -1).findLastIndex(({ isTerminated }) => isTerminated)
    return lives.slice(replaced + 1)
  })
}

async function* fetchAll(
  client: Client,
  runs: readonly Run[],
  histories: Map<string, OrderHistory>,
  byRun: Map<string, Did[]>,
): AsyncIterable<{ workflowId: string; history: History }> {
  for (const { workflowId, runId, isRunning } of runs) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    const earlier = histories.get(workflowId)
    // Each run adds to the same list, so that the order's whole life is in one.
    const did = earlier?.did ?? []
    byRun.set(runId, did)
    histories.set(workflowId, {
      orderId: workflowId as OrderId,
      latestRunId: runId,
      isRunning,
      did,
      carried: earlier?.carried ?? carriedInto(history),
      signalled: new Set([...(earlier?.signalled ?? []), ...signalsIn(history)]),
      isOnChain: isOnChain(history),
      problem: earlier?.problem ?? null,
    })
    yield { workflowId, history }
  }
}
