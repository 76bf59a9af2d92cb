import type { OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { ChangeResult, OrderChange } from '../../domain/order/change.ts'
import { isDuplicate, retryConflicts } from '../conflicts.ts'
import type { Database, Sql } from '../connect.ts'
import type { News } from '../news.ts'
import { applyChange } from './applyChange.ts'
import { asShortage } from './asShortage.ts'
import { recordRefusal, storedResult } from './changeResult.ts'
import { OrderVersionMoved } from './errors.ts'
import { refusalOf } from './refusalOf.ts'

/** How often a change is tried while what it was refused for keeps going away. */
const ATTEMPTS = 5

/**
 * Commits one step of an order: row, history, posting, escrow, dispute, top-ups, outcome and events, all or nothing. A key that was
 * committed before returns the first result. What the caller did wrong (too little money, say) is recorded as the
 * command's rejection and changes nothing else. What was decided on a version that the row has left behind is too early.
 * Throws OrderVersionMoved where the row is not that far, DustNotBooked (repeat it later), or InsufficientBalance of
 * another account.
 */
export async function commitOrderChange(
  db: Pick<Database, 'sql' | 'news'>,
  change: OrderChange,
): Promise<ChangeResult> {
  invariant(change.outcome?.status !== 'REJECTED', `Change ${change.key} carries a refusal, which changes no order`)
  for (let attempt = 1; ; attempt++) {
    const result = await retryConflicts(() => tryOnce(db.sql, change, attempt))
    if (result === 'retry') continue
    tell(db.news, change, result)
    return result
  }
}

/** Also of what was committed earlier: who repeats it may have died before it told. */
function tell(news: News, { outcome, events }: OrderChange, result: ChangeResult): void {
  const isPending = result.applied && outcome?.status === 'PENDING'
  if (outcome !== undefined && !isPending) news.tell('outcomes', outcome.commandId)
  if (events.length > 0) news.tell('events')
}

async function tryOnce(sql: Sql, change: OrderChange, attempt: number): Promise<ChangeResult | 'retry'> {
  try {
    const version = await applyChange(sql, change)
    if (version !== null) return { applied: true, version }
  } catch (error) {
    return await afterRefusal(sql, change, error, attempt)
  }
  const stored = await storedResult(sql, change.key)
  if (stored) return inItsPlace(change, stored)
  const rowVersion = await readVersion(sql, change.orderId)
  if (rowVersion !== null && rowVersion > change.expectedVersion) return { applied: false, rowVersion }
  throw new OrderVersionMoved(change)
}

/** A change that was committed after others which whoever asks has not made yet is not theirs to build on. */
function inItsPlace({ expectedVersion }: OrderChange, stored: ChangeResult): ChangeResult {
  const comesLater = stored.applied && stored.version > expectedVersion + 1
  return comesLater ? { applied: false, rowVersion: stored.version } : stored
}

async function readVersion(sql: Sql, orderId: OrderId): Promise<number | null> {
  const [row] = await sql<{ version: number }[]>`select version from orders where id = ${orderId}`
  return row?.version ?? null
}

async function afterRefusal(
  sql: Sql,
  change: OrderChange,
  error: unknown,
  attempt: number,
): Promise<ChangeResult | 'retry'> {
  // Somebody else may have committed the same change a moment earlier; that one's result counts.
  const first = isDuplicate(error) ? await storedResult(sql, change.key) : null
  if (first) return inItsPlace(change, first)
  const rejection = await refusalOf(sql, change, error)
  if (rejection === null || (rejection === 'retry' && attempt === ATTEMPTS)) throw asShortage(change, error) ?? error
  if (rejection === 'retry') return 'retry'
  if (await recordRefusal(sql, change, rejection)) return { applied: false, rejection }
  const stored = await storedResult(sql, change.key)
  invariant(stored, `Change ${change.key} is recorded and cannot be read`)
  return stored
}
