import { beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { createOrders, createUser, type FundedOrder, SETTLED_MS, STACK_START_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import { useLife } from './support/usePieces.ts'

/** Slow enough that a step is in the middle when the signal comes. */
const life = useLife(1_000)
/** The default of STOP_FORCE_SECONDS, and what a busy machine adds. */
const STOPPED_WITHIN_MS = 8_000 + 1_500

beforeAll(() => life().startAll(), STACK_START_MS)

async function sigterm(name: 'worker' | 'api'): Promise<{ how: string; elapsedMs: number }> {
  const startedAtMs = Date.now()
  const { how } = await life().pieces[name].end('SIGTERM')
  return { how, elapsedMs: Date.now() - startedAtMs }
}

function request(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${life().stack.apiUrl}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${life().stack.apiKey}`, ...headers },
  })
}

describe('SIGTERM of the worker', () => {
  const ORDERS = 20
  const STEPS = ['changeMilestoneStatus', 'approveMilestone', 'release']
  let orders: FundedOrder[]
  const ids = () => orders.map(({ id }) => id)
  beforeAll(async () => {
    orders = await createOrders(life(), ORDERS)
  }, STACK_START_MS)

  it(
    `at each of a release's ${STEPS.length} chain steps, for ${ORDERS} orders at once, loses nothing and does nothing twice`,
    async () => {
      const answers = await Promise.all(
        ids().map((id) => request(`/orders/${id}/resolution/release`, { prefer: 'respond-async' })),
      )
      expect(answers.map(({ status }) => status)).toEqual(ids().map(() => 202))
      for (const step of STEPS) {
        await until(SETTLED_MS, `an envelope of the step ${step} to be under way`, async () => {
          const rows = await life().db.sql`
            select from chain_attempts where order_id = any(${ids()}) and kind = ${step} and status = 'PREPARED' limit 1`
          return rows.length > 0
        })
        const stopped = await sigterm('worker')
        process.stderr.write(`SIGTERM at ${step}: ${stopped.how} after ${stopped.elapsedMs} ms\n`)
        expect(stopped.how).toBe('ended with code 0')
        expect(stopped.elapsedMs).toBeLessThan(STOPPED_WITHIN_MS)
        // From the second time on without any grace: what is under way is told to hand back at once.
        await life().pieces.worker.start({ STOP_GRACE_SECONDS: '0' })
      }
      await until(SETTLED_MS, 'every order to be closed', async () => {
        const rows = await life().db.sql`select from orders where id = any(${ids()}) and status = 'CLOSED'`
        return rows.length === ORDERS
      })
      const applied = await life().db.sql<{ kind: string; orders: number; steps: number }[]>`
        select kind, count(distinct order_id)::int as orders, count(*)::int as steps from chain_attempts
        where order_id = any(${ids()}) and kind = any(${STEPS}) and status = 'APPLIED' group by kind order by kind`
      expect(applied).toEqual([...STEPS].sort().map((kind) => ({ kind, orders: ORDERS, steps: ORDERS })))
      await untilBooksAgree(life())
    },
    6 * SETTLED_MS,
  )
})

describe('SIGTERM of the API', () => {
  const REQUESTS = 50
  const AT_ONCE = 5
  let ids: string[]

  beforeAll(async () => {
    const { api, stack, db } = life()
    const running = { ...life(), stop: life().endAll }
    const [buyer, seller] = [await createUser(running, 'BUYER'), await createUser(running, 'SELLER')]
    await fetch(stack.sandbox.faucetUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ address: buyer.address, amount: `${REQUESTS}.00` }),
    })
    await until(SETTLED_MS, 'the deposit', async () => {
      const { available } = await api.get<{ available: string }>(`/users/${buyer.id}/balance`)
      return available === `${REQUESTS}.00`
    })
    const makeOne = async () => {
      const order = await api.post<{ id: string }>('/orders', {
        buyerId: buyer.id,
        sellerId: seller.id,
        amount: '1.00',
      })
      await api.post(`/orders/${order.id}/reserve`)
      expect((await request(`/orders/${order.id}/escrow`, { prefer: 'respond-async' })).status).toBe(202)
      return order.id
    }
    ids = []
    while (ids.length < REQUESTS) ids.push(...(await Promise.all(Array.from({ length: AT_ONCE }, makeOne))))
    await until(2 * SETTLED_MS, 'the contracts to stand', async () => {
      const rows = await db.sql`select from orders where id = any(${ids}) and status = 'ESCROW_FUNDING'`
      return rows.length === REQUESTS
    })
  }, STACK_START_MS)

  it(
    `answers all of ${REQUESTS} requests that wait for an outcome, ends the event stream in order, and takes no new connection`,
    async () => {
      const stream = listen()
      await until(SETTLED_MS, 'the stream to be open', async () => stream.text().includes(': connected'))
      // One wallet pays for all of them, one ledger after the other: most wait for longer than the grace.
      const waiting = ids.map(async (id) => {
        const answer = await request(`/orders/${id}/escrow/fund`)
        return { status: answer.status, body: (await answer.json()) as { success: boolean; data: { id: string } } }
      })
      await until(SETTLED_MS, 'all of them to be accepted', async () => {
        const rows = await life().db.sql`select from commands where kind = 'fund' and order_id = any(${ids})`
        return rows.length === REQUESTS
      })
      const stopping = sigterm('api')
      await until(SETTLED_MS, 'the API to stop', async () => life().pieces.api.log().includes('The API is stopping'))
      await expect(request(`/orders/${ids[0]}/escrow/fund`)).rejects.toThrow('fetch failed')
      const answers = await Promise.all(waiting)
      const stopped = await stopping
      const count = (status: number) => answers.filter((answer) => answer.status === status).length
      process.stderr.write(
        `${count(200)} answered 200, ${count(202)} 202; ${stopped.how} after ${stopped.elapsedMs} ms\n`,
      )
      expect(count(200) + count(202)).toBe(REQUESTS)
      expect(answers.map(({ body }) => body.data.id)).toEqual(ids)
      expect(stopped).toMatchObject({ how: 'ended with code 0' })
      expect(stopped.elapsedMs).toBeLessThan(STOPPED_WITHIN_MS)
      expect(await stream.ended).toBe('in order')
      expect(stream.text()).toContain(': this server is stopping')

      await life().pieces.api.start()
      await life().untilReady('api')
      await until(2 * SETTLED_MS, 'every order to be funded', async () => {
        const rows = await life().db.sql`select from orders where id = any(${ids}) and status = 'IN_PROGRESS'`
        return rows.length === REQUESTS
      })
      await untilBooksAgree(life())
    },
    6 * SETTLED_MS,
  )
})

/** Reads the event stream to its end. */
function listen(): { text(): string; ended: Promise<'in order' | 'cut off'> } {
  let text = ''
  const read = async () => {
    const answer = await fetch(`${life().stack.apiUrl}/api/v1/events`, {
      headers: { authorization: `Bearer ${life().stack.apiKey}` },
    })
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true })
  }
  const ended = read().then(
    () => 'in order' as const,
    () => 'cut off' as const,
  )
  return { text: () => text, ended }
}
