import { expect, test } from 'vitest'
import { until } from '../../cli/demo/until.ts'
import { createOrders, SETTLED_MS } from '../e2e/createOrders.ts'
import { untilBooksAgree } from '../e2e/untilBooksAgree.ts'
import type { Piece } from './support/pieces.ts'
import { useLife } from './support/usePieces.ts'

const life = useLife(100)

/** The lines that say what a process waits for. */
const waitingLines = (piece: Piece) => logged(piece).filter(({ msg }) => msg.startsWith('Waiting for '))

function logged(piece: Piece): { msg: string; waitingFor?: string[]; level: number }[] {
  return piece
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
}

async function ask(path: string): Promise<{ status: number; retryAfter: string | null; body: Body }> {
  const answer = await fetch(`${life().stack.apiUrl}${path}`, {
    headers: { authorization: `Bearer ${life().stack.apiKey}` },
  })
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: (await answer.json()) as Body }
}
type Body = { data: Record<string, unknown>; error: { code: string; message: string } }

async function untilListening(): Promise<void> {
  await until(SETTLED_MS, 'the API to listen', async () => life().pieces.api.log().includes('The API is listening'))
}

async function untilWaitingFor(piece: Piece, ...names: string[]): Promise<void> {
  await until(SETTLED_MS, `a line about ${names.join(', ')} alone`, async () => {
    const last = waitingLines(piece).at(-1)
    return last?.waitingFor?.join() === names.join()
  })
}

test(
  'an API that is started before everything else answers 503 with Retry-After, and says what it waits for',
  async () => {
    const { api } = life().pieces
    await api.start()
    await untilListening()
    await untilWaitingFor(api, 'Postgres', 'Temporal')
    const health = await ask('/health')
    expect(health).toMatchObject({
      status: 200,
      body: { data: { status: 'starting', database: 'unreachable', temporal: 'unreachable' } },
    })
    expect(health.body.data.waitingFor).toEqual(['Postgres', 'Temporal'])
    const ready = await ask('/ready')
    expect(ready).toMatchObject({ status: 503, retryAfter: '2', body: { error: { code: 'SERVICE_UNAVAILABLE' } } })
    const orders = await ask('/api/v1/orders')
    expect(orders).toMatchObject({ status: 503, retryAfter: '2', body: { error: { code: 'SERVICE_UNAVAILABLE' } } })
    expect(orders.body.error.message).toContain('Postgres')
    expect(await api.end('SIGTERM')).toMatchObject({ how: 'ended with code 0' })
  },
  SETTLED_MS,
)

test(
  'a worker that is started before everything else waits, says for what in one line every few seconds, and stops when told',
  async () => {
    const { worker } = life().pieces
    await worker.start()
    await until(SETTLED_MS, 'three lines', async () => waitingLines(worker).length >= 3)
    const lines = waitingLines(worker)
    expect(lines[0]?.waitingFor).toEqual(['Postgres', 'Temporal', 'the Stellar RPC server'])
    expect(lines[0]?.msg).toContain('ECONNREFUSED')
    // Nothing else is said meanwhile: a log that grows by itself hides what matters.
    expect(logged(worker).filter(({ level }) => level >= 40)).toHaveLength(lines.length)
    expect(await worker.end('SIGTERM')).toMatchObject({ how: 'ended with code 0' })
  },
  SETTLED_MS,
)

test.each(['api', 'worker'] as const)(
  'the %s gives up when START_WAIT_SECONDS are over, with one sentence and exit code 1',
  async (name) => {
    const piece = life().pieces[name]
    await piece.start({ START_WAIT_SECONDS: '1' })
    await until(SETTLED_MS, 'the process to end', async () => piece.pid() === null)
    expect(piece.exit()).toMatchObject({ how: 'ended with code 1' })
    expect(piece.log()).toContain('Gave up after 1 s of waiting for Postgres (')
  },
  SETTLED_MS,
)

test(
  'both go on when what they wait for appears, in the least likely order, and take a real order to its end',
  async () => {
    const { api, worker, postgres, temporal, sandbox } = life().pieces
    await Promise.all([api.start(), worker.start()])
    await untilListening()
    const pids = [api.pid(), worker.pid()]
    await untilWaitingFor(worker, 'Postgres', 'Temporal', 'the Stellar RPC server')
    await sandbox.start()
    await untilWaitingFor(worker, 'Postgres', 'Temporal')
    await postgres.start()
    await untilWaitingFor(worker, 'Temporal')
    await untilWaitingFor(api, 'Temporal')
    // Reads need no Temporal, so they are answered by now; what changes something is not taken.
    expect(await ask('/api/v1/orders')).toMatchObject({ status: 200 })
    expect(await ask('/ready')).toMatchObject({ status: 503 })
    expect(await ask('/health')).toMatchObject({
      body: { data: { status: 'degraded', database: 'reachable', temporal: 'unreachable' } },
    })
    await temporal.start()
    await Promise.all([life().untilReady('api'), life().untilReady('worker')])
    expect(await ask('/ready')).toMatchObject({ status: 200, body: { data: { status: 'ok' } } })
    const [order] = await createOrders(life(), 1)
    const closed = await life().api.post<{ status: string }>(`/orders/${order.id}/resolution/release`)
    expect(closed.status).toBe('CLOSED')
    await untilBooksAgree(life())
    expect([api.pid(), worker.pid()]).toEqual(pids)
  },
  3 * SETTLED_MS,
)

test(
  'a database without tables is waited for like one that is away',
  async () => {
    const { api } = life().pieces
    await api.end('SIGTERM')
    const { sql } = life().db
    await sql`create database untouched`
    const url = new URL(life().stack.databaseUrl)
    url.pathname = '/untouched'
    await api.start({ DATABASE_URL: url.href })
    await untilListening()
    await untilWaitingFor(api, 'Postgres')
    expect(waitingLines(api).at(-1)?.msg).toContain('migrations are missing')
    expect(await ask('/api/v1/orders')).toMatchObject({ status: 503, retryAfter: '2' })
  },
  SETTLED_MS,
)
