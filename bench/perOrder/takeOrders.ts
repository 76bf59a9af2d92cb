import type { Played } from '../order/play.ts'
import type { BenchApi } from '../stage/api.ts'
import type { Couple } from '../stage/people.ts'
import type { Stage } from '../stage/stage.ts'
import { type Background, ownStatements, untilQuiet } from './background.ts'
import { type CpuTimes, cpuSince, readCpu } from './cpu.ts'
import { type HistoryCost, readHistoryCost } from './history.ts'
import { type Counted, fewest, type StatementCounter, since, total } from './statements.ts'

export type Play = (api: BenchApi, couple: Couple, rest: () => Promise<void>) => Promise<Played>

/** The cost of one order, from the request that creates it to the answer that it is closed. */
export type OrderCost = HistoryCost & { readonly sqlRoundTrips: number; readonly chainTransactions: number }

export type TakenOrders = {
  readonly least: OrderCost
  /** The order's own statements, each as often as in the order that needed it least. */
  readonly statements: Counted
  /** All statements of the time, services and repeated looks included, per order. */
  readonly allStatements: number
  /** On top of what the processes take while nobody has an order. */
  readonly cpuMs: CpuTimes
  readonly orders: number
}

export type Counting = { readonly counter: StatementCounter | null; readonly background: Background }

type Taken = {
  readonly cost: HistoryCost
  readonly chain: number
  readonly all: Counted
  readonly cpu: CpuTimes
  readonly seconds: number
}

/**
 * Takes orders one after the other through an idle stack. Of each figure the smallest counts: whatever happens by chance
 * beside an order can only add to it.
 */
export async function takeOrders(
  stage: Stage,
  play: Play,
  orders: number,
  { counter, background }: Counting,
): Promise<TakenOrders> {
  const [couple] = await stage.couples(1)
  if (couple === undefined) throw new Error('There is nobody to trade')
  const taken: Taken[] = []
  for (let order = 0; order < orders; order++) {
    await untilQuiet(stage)
    const [before, cpuBefore] = [await counter?.read(), readCpu(stage.processes)]
    const startedAt = performance.now()
    const { id } = await play(stage.api, couple, () => untilQuiet(stage))
    const seconds = (performance.now() - startedAt) / 1_000
    const [after, cpuAfter] = [await counter?.read(), readCpu(stage.processes)]
    taken.push({
      cost: await readHistoryCost(stage.temporal, id),
      chain: await countTransactions(stage, id),
      all: before && after ? since(before, after) : new Map(),
      cpu: cpuSince(cpuBefore, cpuAfter),
      seconds,
    })
  }
  return summarise(taken, background)
}

function summarise(taken: readonly Taken[], background: Background): TakenOrders {
  const statements = fewest(taken.map(({ all }) => ownStatements(all, background)))
  const least = (of: (cost: HistoryCost) => number) => Math.min(...taken.map(({ cost }) => of(cost)))
  const names = Object.keys(taken[0]?.cpu ?? {})
  const cpuOf =
    (name: string) =>
    ({ cpu, seconds }: Taken) =>
      (cpu[name] ?? 0) - (background.cpuMsPerSecond[name] ?? 0) * seconds
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    least: {
      workflowTasks: least((cost) => cost.workflowTasks),
      activities: least((cost) => cost.activities),
      localActivities: least((cost) => cost.localActivities),
      signals: least((cost) => cost.signals),
      historyEvents: least((cost) => cost.historyEvents),
      historyBytes: least((cost) => cost.historyBytes),
      sqlRoundTrips: total(statements),
      chainTransactions: Math.min(...taken.map(({ chain }) => chain)),
    },
    statements,
    allStatements: mean(taken.map(({ all }) => total(all))),
    cpuMs: Object.fromEntries(names.map((name) => [name, mean(taken.map(cpuOf(name)))])),
    orders: taken.length,
  }
}

/** Those that the order's own steps put on the ledger; a top-up is shared by many orders. */
async function countTransactions({ db }: Stage, orderId: string): Promise<number> {
  const [row] = await db.sql<{ count: number }[]>`
    select count(*)::int as count from chain_attempts where order_id = ${orderId} and status = 'APPLIED'`
  return row?.count ?? 0
}
