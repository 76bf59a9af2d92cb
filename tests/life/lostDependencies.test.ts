import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { createOrders, type FundedOrder, SETTLED_MS, STACK_START_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import type { PieceName } from './support/pieces.ts'
import { useLife } from './support/usePieces.ts'

const life = useLife(500)
/** Longer than every pause of a driver, a client or a retry in the processes that stay. */
const AWAY_MS = 20_000
/** From the moment that it is back. */
const BACK_TO_WORK_MS = 45_000

const post = (path: string) =>
  fetch(`${life().stack.apiUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${life().stack.apiKey}`, prefer: 'respond-async' },
  })

describe.each([
  { name: 'postgres', gone: 503, degraded: { database: 'unreachable' } },
  { name: 'temporal', gone: 503, degraded: { temporal: 'unreachable' } },
  // The API speaks to no chain: it accepts, and the step waits.
  { name: 'sandbox', gone: 202, degraded: null },
] as const satisfies { name: PieceName; gone: number; degraded: object | null }[])(
  '$name killed in the middle of a release, away, and given back',
  ({ name, gone, degraded }) => {
    let orders: FundedOrder[]
    let pids: (number | null)[]
    const ours = () => [life().pieces.api.pid(), life().pieces.worker.pid()]

    beforeAll(async () => {
      await life().startAll()
      orders = await createOrders(life(), 3)
      pids = ours()
    }, STACK_START_MS)

    it(
      'says what it cannot do meanwhile, and goes on without a restart of anything',
      async () => {
        const [first, second, later] = orders
        if (!first || !second || !later) throw new Error('There are too few orders')
        for (const { id } of [first, second]) expect((await post(`/orders/${id}/resolution/release`)).status).toBe(202)
        await life().pieces[name].end('SIGKILL')
        const goneAtMs = Date.now()
        await until(SETTLED_MS, `the API to notice that ${name} is away`, async () => {
          return degraded === null || JSON.stringify(await health()).includes('unreachable')
        })
        if (degraded !== null) expect(await health()).toMatchObject({ status: 'degraded', ...degraded })
        const refused = await post(`/orders/${later.id}/resolution/release`)
        expect(refused.status).toBe(gone)
        if (gone === 503) expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
        await until(2 * AWAY_MS, 'the time away to pass', async () => Date.now() - goneAtMs > AWAY_MS)
        expect(ours()).toEqual(pids)

        await life().pieces[name].start()
        const backAtMs = Date.now()
        await until(BACK_TO_WORK_MS, 'the API to take commands again', async () => {
          const { status } = await post(`/orders/${later.id}/resolution/release`)
          return status === 202 || status === 409
        })
        await until(BACK_TO_WORK_MS, 'the releases to be carried out', async () => {
          const [open] = await life().db.sql<{ count: number }[]>`
            select count(*)::int as count from orders where status <> 'CLOSED' and id = any(${orders.map(({ id }) => id)})`
          return open?.count === 0
        })
        process.stderr.write(`${name}: all work done ${Date.now() - backAtMs} ms after it was back\n`)
        expect(ours()).toEqual(pids)
        const rows = await life().db.sql<{ count: number }[]>`
          select count(*)::int as count from chain_attempts
          where kind = 'release' and status = 'APPLIED' and order_id = any(${orders.map(({ id }) => id)})`
        expect(rows[0]?.count).toBe(orders.length)
        await untilBooksAgree(life())
      },
      4 * SETTLED_MS,
    )
  },
)

async function health(): Promise<Record<string, unknown>> {
  const answer = await fetch(`${life().stack.apiUrl}/health`)
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { data: Record<string, unknown> }).data
}
