import { round } from '../figures/distribution.ts'
import { alternate, type Pairs } from '../figures/pairs.ts'
import { inWords } from '../figures/spread.ts'
import { type Pace, steadyRate } from '../figures/steadyRate.ts'
import { playReleased } from '../order/play.ts'
import { type CpuTimes, cpuSince, type Processes, readCpu } from '../perOrder/cpu.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { type BareEngine, startBareEngine } from './bare/engine.ts'
import type { Plan } from './bare/messages.ts'
import { planOf } from './bare/planOf.ts'

type Level = {
  readonly atOnce: number
  readonly cpuMs: CpuTimes
  readonly bareCpuMs: CpuTimes
  readonly late: number
} & Pairs

/**
 * Whole orders a second at several loads, and in turn with each the same number of signals and activities on Temporal
 * alone: what of the machine goes into the engine, and what into money.
 */
export async function measureThroughput(stage: Stage): Promise<Measured> {
  const [couple] = await stage.couples(1)
  if (couple === undefined) throw new Error('There is nobody to trade')
  const { id } = await playReleased(stage.api, couple)
  const plan = planOf(await stage.temporal.workflow.getHandle(id).fetchHistory())
  const engine = await startBareEngine(stage.temporal, stage.stack.temporalAddress)
  try {
    const levels: Level[] = []
    for (const atOnce of stage.size.concurrency) {
      stage.say(`${atOnce} orders at once, ours and bare in turn ...`)
      levels.push(await measureLevel(stage, atOnce, engine, plan))
    }
    return present(levels, plan)
  } finally {
    await engine.stop()
  }
}

async function measureLevel(stage: Stage, atOnce: number, engine: BareEngine, plan: Plan): Promise<Level> {
  const { api, size, processes } = stage
  const couples = await stage.couples(atOnce)
  const pace = { workers: atOnce, warmUpMs: size.warmUpMs, windowMs: size.windowMs }
  const lateBefore = api.late()
  const ours = withCpu(
    () => readCpu(processes),
    pace,
    async (worker) => {
      const couple = couples[worker]
      if (couple === undefined) throw new Error(`Worker ${worker} has nobody to trade`)
      await playReleased(api, couple)
    },
  )
  const bare = withCpu(
    () => readCpu({ pids: { ...temporalOf(processes), worker: engine.pid } }),
    pace,
    () => engine.takeOrder(plan),
  )
  const pairs = await alternate(size.rounds, ours.rate, bare.rate)
  return { atOnce, cpuMs: ours.cpuMs(), bareCpuMs: bare.cpuMs(), late: api.late() - lateBefore, ...pairs }
}

function temporalOf({ pids }: Processes): Processes['pids'] {
  return Object.fromEntries(Object.entries(pids).filter(([name]) => name.startsWith('temporal')))
}

/** A rate, and beside it what each piece of work took of the processors, over all rounds. */
function withCpu(read: () => CpuTimes, pace: Pace, work: (worker: number) => Promise<void>) {
  const spent: Record<string, number> = {}
  let count = 0
  return {
    async rate(): Promise<number> {
      const before = read()
      const rate = await steadyRate(pace, async (worker) => {
        await work(worker)
        count++
      })
      for (const [name, ms] of Object.entries(cpuSince(before, read()))) spent[name] = (spent[name] ?? 0) + ms
      return rate
    },
    cpuMs: (): CpuTimes => Object.fromEntries(Object.entries(spent).map(([name, ms]) => [name, round(ms / count)])),
  }
}

function present(levels: readonly Level[], plan: Plan): Measured {
  // At the highest load both are limited by the machine alone.
  const top = levels.at(-1)
  const activities = plan.reduce((sum, { local, regular }) => sum + local + regular, 0)
  return {
    title: 'Whole orders a second (create, reserve, escrow, fund, release), beside Temporal alone',
    table: [
      ['at once', 'orders/s', 'bare orders/s', 'ours / bare', 'CPU ms an order', 'of a bare one', 'answered 202'],
      ...levels.map(({ atOnce, ours, theirs, ratio, cpuMs, bareCpuMs, late }) => [
        `${atOnce}`,
        inWords(ours),
        inWords(theirs),
        inWords(ratio),
        `${sum(cpuMs)}`,
        `${sum(bareCpuMs)}`,
        `${late}`,
      ]),
    ],
    notes: [
      `A bare order has the same ${plan.length - 1} signals and ${activities} activities, which do nothing.`,
      `CPU ms an order at ${top?.atOnce} at once: ${inWordsOf(top?.cpuMs)}; of a bare one: ${inWordsOf(top?.bareCpuMs)}.`,
    ],
    figures: { plan, levels },
    headline: {
      ordersPerSecond: top?.ours.median ?? null,
      bareOrdersPerSecond: top?.theirs.median ?? null,
      ratioToBare: top?.ratio.median ?? null,
    },
  }
}

const sum = (times: CpuTimes) => round(Object.values(times).reduce((total, ms) => total + ms, 0))

function inWordsOf(times: CpuTimes = {}): string {
  return Object.entries(times)
    .map(([name, ms]) => `${name} ${ms}`)
    .join(', ')
}
