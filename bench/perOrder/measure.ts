import { round } from '../figures/distribution.ts'
import type { Measured } from '../report/measured.ts'
import type { Stage } from '../stage/stage.ts'
import { readBackground, untilQuiet } from './background.ts'
import type { CpuTimes } from './cpu.ts'
import { PLAYS } from './kinds.ts'
import { openStatementCounter } from './statements.ts'
import { type Counting, type TakenOrders, takeOrders } from './takeOrders.ts'

const SHOWN_STATEMENTS = 12
const STATEMENT_LENGTH = 90

/** What one order costs, by kind of order. */
export async function measurePerOrder(stage: Stage): Promise<Measured> {
  const counter = await openStatementCounter(stage.stack.databaseUrl)
  const [couple] = await stage.couples(1)
  if (couple === undefined) throw new Error('There is nobody to trade')
  try {
    // The first order of a stack prepares statements and fills caches.
    for (const play of Object.values(PLAYS)) await play(stage.api, couple, () => untilQuiet(stage))
    const counting = { counter, background: await readBackground(stage, counter) }
    const found: Record<string, TakenOrders> = {}
    for (const [kind, play] of Object.entries(PLAYS)) {
      stage.say(`Taking orders: ${kind} ...`)
      found[kind] = await takeOrders(stage, play, stage.size.orders, counting)
    }
    return present(found, counting)
  } finally {
    await counter?.close()
  }
}

function present(found: Readonly<Record<string, TakenOrders>>, { counter, background }: Counting): Measured {
  const isCounted = counter !== null
  const kinds = Object.values(found)
  const row = (name: string, of: (taken: TakenOrders) => number | null) => [
    name,
    ...kinds.map((taken) => of(taken)).map((value) => (value === null ? '-' : String(round(value)))),
  ]
  const sql = (value: number) => (isCounted ? value : null)
  const released = found.released
  return {
    title: 'The cost of one order, from its creation to its end, on an idle stack',
    table: [
      ['', ...Object.keys(found)],
      row('workflow tasks', ({ least }) => least.workflowTasks),
      row('activities', ({ least }) => least.activities),
      row('local activities', ({ least }) => least.localActivities),
      row('signals', ({ least }) => least.signals),
      row('history events', ({ least }) => least.historyEvents),
      row('history bytes', ({ least }) => least.historyBytes),
      row('SQL round trips of its own', ({ least }) => sql(least.sqlRoundTrips)),
      row('with services and repeated looks', ({ allStatements }) => sql(allStatements)),
      row('transactions on chain', ({ least }) => least.chainTransactions),
      ...Object.keys(released?.cpuMs ?? {}).map((name) => row(`CPU ms: ${name}`, ({ cpuMs }) => cpuMs[name] ?? null)),
    ],
    notes: [
      `The least of ${released?.orders} orders of each kind; of CPU and of all statements the mean.`,
      `CPU is what an order adds. Without any, a second takes ${inMs(background.cpuMsPerSecond)} ms.`,
      ...(isCounted ? mostFrequent(released) : ['SQL is not counted: this Postgres runs without pg_stat_statements.']),
    ],
    figures: {
      idleCpuMsPerSecond: background.cpuMsPerSecond,
      ...Object.fromEntries(
        Object.entries(found).map(([kind, { least, allStatements, cpuMs, statements, orders }]) => [
          kind,
          { ...least, allStatements, cpuMs, orders, statements: Object.fromEntries(shortened(statements)) },
        ]),
      ),
    },
    headline: { perOrder: released ? { ...released.least, sqlRoundTrips: sql(released.least.sqlRoundTrips) } : null },
  }
}

function inMs(times: CpuTimes): string {
  return Object.entries(times)
    .map(([name, ms]) => `${name} ${round(ms)}`)
    .join(', ')
}

function mostFrequent(taken: TakenOrders | undefined): string[] {
  const sorted = shortened(taken?.statements ?? new Map())
  return [
    'Most frequent statements of an order that is released:',
    ...sorted.slice(0, SHOWN_STATEMENTS).map(([text, calls]) => `${String(calls).padStart(4)}  ${text}`),
  ]
}

function shortened(statements: ReadonlyMap<string, number>): [string, number][] {
  const short = new Map<string, number>()
  for (const [query, calls] of statements) {
    const text = query.replace(/\s+/g, ' ').trim().slice(0, STATEMENT_LENGTH)
    short.set(text, (short.get(text) ?? 0) + calls)
  }
  return [...short].sort(([, a], [, b]) => b - a)
}
