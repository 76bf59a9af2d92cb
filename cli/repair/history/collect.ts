import { fileURLToPath } from 'node:url'
import type { Client } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, type InjectedSinks, Worker } from '@temporalio/worker'
import { closedAmong } from '../../../db/recovery/closedAmong.ts'
import { finishedWithdrawals } from '../../../db/recovery/withdrawals.ts'
import type { OrderId, WithdrawalId } from '../../../domain/ids.ts'
import { invariant } from '../../../domain/invariant.ts'
import { orderWorkflowType } from '../../../workflows/messages.ts'
import { withdrawalWorkflowType } from '../../../workflows/withdrawal/messages.ts'
import type { Repair } from '../context.ts'
import { listRuns, type Run } from './listRuns.ts'
import { carriedInto, type Did, type History, isOnChain, type OrderHistory, signalsIn } from './orderHistory.ts'
import type { ReportingSinks } from './reporting.ts'
import { inputOf, type WithdrawalHistory } from './withdrawalHistory.ts'

const WORKFLOWS = fileURLToPath(new URL('../../../workflows/index.ts', import.meta.url))
const REPORTING = fileURLToPath(new URL('./reporting.ts', import.meta.url))

export type Histories = {
  readonly orders: ReadonlyMap<string, OrderHistory>
  readonly withdrawals: ReadonlyMap<string, WithdrawalHistory>
}

type Collecting = {
  readonly orders: Map<string, OrderHistory>
  readonly withdrawals: Map<string, WithdrawalHistory>
  /** What each run has done; the runs of one workflow add to the same list. */
  readonly byRun: Map<string, Did[]>
}

/**
 * Reads what Temporal knows of every order and withdrawal but those that have ended in both. Their histories are replayed
 * with today's workflow code, which tells each change that was committed with its content, although local activities leave
 * only their results in a history.
 */
export async function collectHistories({ db, temporal: client }: Repair): Promise<Histories> {
  const orderRuns = await listRuns(client, orderWorkflowType, (ids) => closedAmong(db, ids))
  const withdrawalRuns = await listRuns(client, withdrawalWorkflowType, (ids) => finishedWithdrawals(db, ids))
  const found: Collecting = { orders: new Map(), withdrawals: new Map(), byRun: new Map() }
  const sinks: InjectedSinks<ReportingSinks> = {
    reporting: {
      did: {
        fn: ({ runId }, activity, args, result) => void found.byRun.get(runId)?.push({ activity, args, result }),
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
    fetchAll(client, { orders: orderRuns, withdrawals: withdrawalRuns }, found),
  )
  for await (const { workflowId, error } of replayed) {
    const history = found.orders.get(workflowId) ?? found.withdrawals.get(workflowId)
    invariant(history, `A history of ${workflowId} was replayed that nobody asked for`)
    if (error) history.problem = error.message
  }
  return found
}

type Runs = { readonly orders: readonly Run[]; readonly withdrawals: readonly Run[] }

async function* fetchAll(
  client: Client,
  runs: Runs,
  found: Collecting,
): AsyncIterable<{ workflowId: string; history: History }> {
  const fetch = ({ workflowId, runId }: Run) => client.workflow.getHandle(workflowId, runId).fetchHistory()
  for (const run of runs.orders) {
    const history = await fetch(run)
    noteOrder(found, run, history)
    yield { workflowId: run.workflowId, history }
  }
  for (const run of runs.withdrawals) {
    const history = await fetch(run)
    noteWithdrawal(found, run, history)
    yield { workflowId: run.workflowId, history }
  }
}

function noteOrder({ orders, byRun }: Collecting, { workflowId, runId, isRunning }: Run, history: History): void {
  const earlier = orders.get(workflowId)
  // Each run adds to the same list, so that the order's whole life is in one.
  const did = earlier?.did ?? []
  byRun.set(runId, did)
  orders.set(workflowId, {
    orderId: workflowId as OrderId,
    latestRunId: runId,
    isRunning,
    did,
    carried: earlier?.carried ?? carriedInto(history),
    signalled: new Set([...(earlier?.signalled ?? []), ...signalsIn(history)]),
    isOnChain: isOnChain(history),
    problem: earlier?.problem ?? null,
  })
}

function noteWithdrawal(found: Collecting, { workflowId, runId, isRunning }: Run, history: History): void {
  const { withdrawals, byRun } = found
  const earlier = withdrawals.get(workflowId)
  const did = earlier?.did ?? []
  byRun.set(runId, did)
  withdrawals.set(workflowId, {
    withdrawalId: workflowId as WithdrawalId,
    input: earlier?.input ?? inputOf(history),
    isRunning,
    did,
    problem: earlier?.problem ?? null,
  })
}
