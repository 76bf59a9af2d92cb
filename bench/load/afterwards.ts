import { until } from '../../cli/demo/until.ts'
import { verifyStack } from '../../cli/stack/checkBooks.ts'
import type { Stage } from '../stage/stage.ts'

const SETTLED_MS = 10 * 60_000
const API_PREFIX = '/api/v1'

/** What is left when a load is over: nothing that was promised and has not come out, nothing stuck, books that agree. */
export type Afterwards = {
  readonly secondsToSettle: number
  readonly promisesKept: number
  readonly stuckOrders: number
  readonly differences: number
}

export async function lookAfterwards(stage: Stage, promised: readonly string[]): Promise<Afterwards> {
  const { api, temporal, say } = stage
  const startedAt = performance.now()
  say('Waiting until everything that was accepted has come out ...')
  let open = [...promised]
  await until(SETTLED_MS, 'every accepted command to come out', async () => {
    const pending = await Promise.all(
      open.map(async (location) => ((await isPending(api, location)) ? [location] : [])),
    )
    open = pending.flat()
    return open.length === 0
  })
  await until(SETTLED_MS, 'every order to be at rest', async () => (await ordersUnderWay(stage)) === 0)
  const secondsToSettle = (performance.now() - startedAt) / 1_000
  say('Comparing ledger, chain and workflows ...')
  const { count } = await temporal.workflow.count('OrderStuck = true')
  const { differences } = await verifyStack(stage.stack)
  return { secondsToSettle, promisesKept: promised.length, stuckOrders: count, differences: differences.length }
}

async function isPending(api: Stage['api'], location: string): Promise<boolean> {
  const { status, text } = await api.ask('GET', location.replace(API_PREFIX, ''))
  // Not found: accepted, and no worker has taken it up.
  return status !== 200 || (JSON.parse(text) as { data: { status: string } }).data.status === 'PENDING'
}

/** Orders with a step on chain under way; all others wait for somebody. */
async function ordersUnderWay({ db }: Stage): Promise<number> {
  const [row] = await db.sql<{ count: number }[]>`
    select count(*)::int as count from escrows where status in ('CREATING', 'FUNDING', 'RELEASING', 'RESOLVING')`
  return row?.count ?? 0
}
