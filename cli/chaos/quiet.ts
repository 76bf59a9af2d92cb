import { setTimeout as delay } from 'node:timers/promises'
import { close, connect, type Database } from '../../db/connect.ts'
import { textArray } from '../../db/fragment.ts'
import { checkBooks } from '../stack/checkBooks.ts'
import type { Stack } from '../stack/findStack.ts'
import { readWorkflows } from './check/readWorkflows.ts'
import type { Journal } from './check/record.ts'

/** Longer than the slow retry of a step that has used up its fast ones. */
export const QUIET_LIMIT_MS = 400_000
const RECHECK_MS = 500
const MAX_CONNECTIONS = 2

export type Quiet = {
  readonly seconds: number
  /** What was still going on when the time was up, in words. */
  readonly unrest: readonly string[]
  /** Orders whose step had given up its fast retries when the load ended. */
  readonly stuckOrders: number
}

/** Waits until nothing moves any more: every command out, no chain step under way, nothing due, the books equal. */
export async function awaitQuiet(stack: Stack, journal: Journal, say: (line: string) => void): Promise<Quiet> {
  const startedAt = Date.now()
  const db = connect(stack.databaseUrl, { maxConnections: MAX_CONNECTIONS, applicationName: 'chaos' })
  try {
    const head = await chainHead(stack)
    const stuck = new Set<string>()
    let told = ''
    for (;;) {
      const unrest = await whatMoves({ stack, db, journal, head, stuck })
      const seconds = (Date.now() - startedAt) / 1_000
      if (unrest.length === 0 || Date.now() - startedAt > QUIET_LIMIT_MS)
        return { seconds, unrest, stuckOrders: stuck.size }
      if (unrest.join() !== told) say(`Waiting for quiet: ${unrest.join(' ')}`)
      told = unrest.join()
      await delay(RECHECK_MS)
    }
  } finally {
    await close(db)
  }
}

type Scene = { stack: Stack; db: Database; journal: Journal; head: number; stuck: Set<string> }

async function whatMoves(scene: Scene): Promise<string[]> {
  const counted = await countUnrest(scene)
  if (counted.length > 0) return counted
  const steps = await stepsUnderWay(scene)
  if (steps.length > 0) return steps
  const { differences } = await checkBooks(scene.stack)
  return differences.length > 0 ? [`Ledger and chain differ in ${differences.length} accounts.`] : []
}

async function countUnrest({ db, journal, head }: Scene): Promise<string[]> {
  const { sql } = db
  const orders = textArray(sql, [...journal.orders.keys()])
  const [row] = await sql<{ pending: number; moving: number; due: number; behind: boolean }[]>`
    select
      (select count(*)::int from commands where status = 'PENDING' and order_id = any(${orders})) as pending,
      (select count(*)::int from orders where id = any(${orders}) and status in
        ('ESCROW_CREATING', 'ESCROW_FUNDED', 'RELEASE_REQUESTED', 'RELEASED', 'REFUND_REQUESTED', 'REFUNDED')) as moving,
      (select count(*)::int from top_ups where status = 'DUE') as due,
      coalesce((select min(ledger) from chain_cursors), 0) < ${head} as behind`
  return [
    ...(row?.pending ? [`${row.pending} commands are pending.`] : []),
    ...(row?.moving ? [`${row.moving} orders are on their way.`] : []),
    ...(row?.due ? [`${row.due} top-ups are due.`] : []),
    ...(row?.behind ? ['The watcher of deposits has not caught up.'] : []),
  ]
}

/** Open orders whose workflow still has a chain step to do, such as the freezing of a contract after a dispute. */
async function stepsUnderWay({ stack, db, journal, stuck }: Scene): Promise<string[]> {
  const ids = textArray(db.sql, [...journal.orders.keys()])
  const open = await db.sql<{ id: string }[]>`select id from orders where id = any(${ids}) and status <> 'CLOSED'`
  const standings = await readWorkflows(
    stack.temporalAddress,
    open.map(({ id }) => id),
  )
  return [...standings].flatMap(([id, { order }]) => {
    if (order?.problem) stuck.add(id)
    if (!order?.doing) return []
    return [`Order ${id}: ${order.doing}${order.problem ? ` (stuck: ${order.problem})` : ''}.`]
  })
}

async function chainHead({ sandbox }: Stack): Promise<number> {
  const answer = await fetch(sandbox.controlUrl.replace(/\/control$/, '/health'))
  return ((await answer.json()) as { latestLedger: number }).latestLedger
}
