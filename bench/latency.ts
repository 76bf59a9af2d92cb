import { distributionOf } from './figures/distribution.ts'
import { playCanceled, playReleased, type Timing } from './order/play.ts'
import type { Measured } from './report/measured.ts'
import type { Couple } from './stage/people.ts'
import type { Stage } from './stage/stage.ts'

const WARM_UP_ORDERS = 5

/** What a caller waits for each command while nothing else happens: one request at a time. */
export async function measureLatency(stage: Stage): Promise<Measured> {
  const { api, size } = stage
  const [couple] = await stage.couples(1)
  if (couple === undefined) throw new Error('There is nobody to trade')
  for (let order = 0; order < WARM_UP_ORDERS; order++) await playCanceled(api, couple)
  const timings: Timing[] = []
  for (let order = 0; order < size.latencySamples; order++) {
    timings.push(...(await playCanceled(api, couple)).timings, ...(await read(stage, couple)))
  }
  for (let order = 0; order < size.orders; order++) {
    // Already measured above, far more often.
    const known = ['create', 'reserve']
    timings.push(...(await playReleased(api, couple)).timings.filter(({ command }) => !known.includes(command)))
  }
  return present(timings)
}

async function read({ api }: Stage, { buyer }: Couple): Promise<Timing[]> {
  const reads = { 'list orders': '/orders?limit=20', balance: `/users/${buyer.id}/balance` }
  const timings: Timing[] = []
  for (const [command, path] of Object.entries(reads)) {
    const startedAt = performance.now()
    await api.get(path)
    timings.push({ command, ms: performance.now() - startedAt })
  }
  return timings
}

function present(timings: readonly Timing[]): Measured {
  const byCommand = Map.groupBy(timings, ({ command }) => command)
  const found = [...byCommand].map(([command, list]) => ({ command, ...distributionOf(list.map(({ ms }) => ms)) }))
  const reserve = found.find(({ command }) => command === 'reserve')
  return {
    title: 'Latency through HTTP, one request at a time',
    table: [
      ['command', 'p50 ms', 'p99 ms', 'slowest ms', 'samples'],
      ...found.map(({ command, p50, p99, max, n }) => [command, `${p50}`, `${p99}`, `${max}`, `${n}`]),
    ],
    notes: ['escrow, fund and release wait for ledgers of the chain.'],
    figures: Object.fromEntries(found.map(({ command, ...distribution }) => [command, distribution])),
    headline: { reserveP50Ms: reserve?.p50 ?? null, reserveP99Ms: reserve?.p99 ?? null },
  }
}
