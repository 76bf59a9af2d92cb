import { withConnections, withOwnDatabase } from '../database/ownDatabase.ts'
import { type Distribution, distributionOf, round } from '../figures/distribution.ts'
import type { Measured } from '../report/measured.ts'
import type { BenchApi } from '../stage/api.ts'
import type { Stage } from '../stage/stage.ts'
import { withApiFor } from './apiFor.ts'
import { BUSY_BUYER, FIRST_ORDERS, orderName, seedOrders, seedUsers, userName } from './seed.ts'

const WARM_UP = 10

/** Lists and balances on a small database and on a large one, through an API process of its own. */
export async function measureLargeReads(stage: Stage): Promise<Measured> {
  const { stack, size, say } = stage
  return await withOwnDatabase(stack.databaseUrl, 'bench_large', (url) =>
    withConnections(url, 1, async (db) => {
      await seedUsers(db)
      await seedOrders(db, 0, FIRST_ORDERS, say)
      return await withApiFor(stage, url, async (api) => {
        const before = await readAll(api, FIRST_ORDERS, size.latencySamples)
        say(`Writing ${size.largeOrders} orders ...`)
        await seedOrders(db, FIRST_ORDERS, size.largeOrders, say)
        // As the database does by itself after some minutes.
        await db.sql`select set_config('statement_timeout', '0', false)`
        await db.sql`vacuum (analyze)`
        const after = await readAll(api, size.largeOrders, size.latencySamples)
        return present(before, after, size.largeOrders)
      })
    }),
  )
}

type Latencies = Readonly<Record<string, Distribution>>

async function readAll(api: BenchApi, orders: number, samples: number): Promise<Latencies> {
  const ordinary = userName(7)
  const paths = {
    'newest orders': '/orders?limit=20',
    'orders of a buyer': `/orders?limit=20&buyer_id=${ordinary}`,
    'open orders of a busy buyer': `/orders?limit=20&buyer_id=${BUSY_BUYER}&status=FUNDS_RESERVED`,
    'closed orders, from the middle': `/orders?limit=20&status=CLOSED&cursor=${orderName(Math.floor(orders / 2))}`,
    'one order': `/orders/${orderName(Math.floor(orders / 2))}`,
    balance: `/users/${ordinary}/balance`,
    'balance of a busy buyer': `/users/${BUSY_BUYER}/balance`,
  }
  const found: Record<string, Distribution> = {}
  for (const [name, path] of Object.entries(paths)) {
    for (let call = 0; call < WARM_UP; call++) await api.get(path)
    const times: number[] = []
    for (let call = 0; call < samples; call++) {
      const startedAt = performance.now()
      await api.get(path)
      times.push(performance.now() - startedAt)
    }
    found[name] = distributionOf(times)
  }
  return found
}

function present(before: Latencies, after: Latencies, orders: number): Measured {
  const rows = Object.entries(after).map(([name, large]) => {
    const small = before[name] ?? large
    return { name, small, large, ratio: round(large.p50 / small.p50) }
  })
  return {
    title: `Reads with ${orders} orders, a tenth of them open, beside ${FIRST_ORDERS} orders`,
    table: [
      ['read', `p50 ms of ${FIRST_ORDERS}`, 'p50 ms', 'p99 ms', 'p50 / p50', 'samples'],
      ...rows.map(({ name, small, large, ratio }) => [
        name,
        `${small.p50}`,
        `${large.p50}`,
        `${large.p99}`,
        `${ratio}`,
        `${large.n}`,
      ]),
    ],
    notes: [
      `The busy buyer has about ${Math.ceil(orders / 1_000)} open orders on the large database and 20 on the small one.`,
    ],
    figures: Object.fromEntries(rows.map(({ name, ...row }) => [name, row])),
  }
}
