import { afterAll, beforeAll } from 'vitest'
import { connectApi, type DemoApi } from '../../../cli/demo/api.ts'
import { until } from '../../../cli/demo/until.ts'
import { close, connect, type Database } from '../../../db/connect.ts'
import { SETTLED_MS, STACK_START_MS } from '../../e2e/createOrders.ts'
import { makePieces, type PieceName, type Pieces } from './pieces.ts'
import { type Prepared, prepareStack } from './prepare.ts'

/** A prepared stack whose processes a test starts and ends one by one. */
export type Life = {
  readonly prepared: Prepared
  readonly stack: Prepared['dev']
  readonly pieces: Pieces
  readonly api: DemoApi
  /** Usable whenever Postgres runs. */
  readonly db: Database
  /** Starts what does not run, and waits until all of it works. */
  startAll(): Promise<void>
  endAll(): Promise<void>
  untilReady(name: 'worker' | 'api'): Promise<void>
}

const LOG_SHOWN = 2_000

const EVERYTHING: readonly PieceName[] = ['postgres', 'temporal', 'sandbox', 'worker', 'api']

export async function startLife(ledgerIntervalMs: number): Promise<Life> {
  const prepared = await prepareStack(ledgerIntervalMs)
  const { dev: stack } = prepared
  const pieces = makePieces(prepared)
  const untilReady = (name: 'worker' | 'api') =>
    until(SETTLED_MS, `the ${name} to be ready`, async () => pieces[name].log().includes(`${READY[name]}`)).catch(
      (error) => {
        throw new Error(`${error.message} Its log ends with:\n${pieces[name].log().slice(-LOG_SHOWN)}`)
      },
    )
  return {
    prepared,
    stack,
    pieces,
    api: connectApi(stack.apiUrl, stack.apiKey),
    db: connect(stack.databaseUrl, { maxConnections: 5, applicationName: 'offerhub-test' }),
    untilReady,
    async startAll() {
      const wanted = EVERYTHING.filter((name) => pieces[name].pid() === null)
      await Promise.all(wanted.map((name) => pieces[name].start()))
      await Promise.all(wanted.map((name) => (name === 'worker' || name === 'api' ? untilReady(name) : undefined)))
    },
    async endAll() {
      for (const name of EVERYTHING.toReversed()) await pieces[name].end(name === 'postgres' ? 'SIGINT' : 'SIGTERM')
    },
  }
}

const READY = { worker: 'worker is ready', api: 'The API is ready' } as const

/** Prepares a stack for a test file; nothing of it runs when the first test begins. */
export function useLife(ledgerIntervalMs: number): () => Life {
  let life: Life | undefined
  beforeAll(async () => {
    life = await startLife(ledgerIntervalMs)
  }, STACK_START_MS)
  afterAll(async () => {
    if (life === undefined) return
    await life.endAll()
    await close(life.db)
    await life.prepared.remove()
  }, SETTLED_MS)
  return () => {
    if (life === undefined) throw new Error('The stack could not be prepared')
    return life
  }
}
