import { setTimeout as delay } from 'node:timers/promises'
import { callWithKey, type Stage } from '../load/caller.ts'
import type { Person } from '../load/people.ts'
import { openTally } from '../load/tally.ts'

const CALM = { copies: 1, together: false, hangUpAfterMs: null, prefer: null, follows: 'key' } as const
const RECHECK_MS = 50
const PROBE_TIMEOUT_MS = 3_000
/** A recovery that takes longer than this is a failure that needs no more measuring. */
const LIMIT_MS = 180_000

/** Waits until everything answers again and a command goes all the way through; false when that never came. */
export async function awaitRecovery(stage: Stage, sandboxUrl: string, parties: readonly Person[]): Promise<boolean> {
  const startedAt = Date.now()
  const isUp = async () =>
    (await isHealthy(`${stage.door.apiUrl}/health`, 'ok')) && (await isHealthy(`${sandboxUrl}/health`, 'healthy'))
  while (!(await isUp())) {
    if (Date.now() - startedAt > LIMIT_MS) return false
    await delay(RECHECK_MS)
  }
  return await tryCommand(stage, parties)
}

async function isHealthy(url: string, status: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
    const said = (await answer.json()) as { status?: string; data?: { status?: string } }
    return (said.data ?? said).status === status
  } catch {
    return false
  }
}

/** A new order needs the API, Temporal, a worker and Postgres. It is noted like every other. */
async function tryCommand(stage: Stage, [buyer, seller]: readonly Person[]): Promise<boolean> {
  if (buyer === undefined || seller === undefined) return true
  const own = { ...stage, tally: openTally() }
  const body = { buyerId: buyer.id, sellerId: seller.id, amount: '10.00', title: 'Chaos: is it up?' }
  const creation = { kind: 'create', path: '/orders', body, expects: 'SUCCEEDED', orderId: null } as const
  const { orderId } = await callWithKey(own, creation, CALM)
  if (orderId === null) return false
  stage.journal.orders.set(orderId, { orderId, buyerId: buyer.id, sellerId: seller.id, amountsCents: [1_000] })
  const path = `/orders/${orderId}/cancel`
  const cancel = await callWithKey(own, { kind: 'cancel', path, body: {}, expects: 'SUCCEEDED', orderId }, CALM)
  return cancel.answers.length > 0
}
