import { type RejectionRecord, recordRejection } from '../../../db/commands/recordRejection.ts'
import { type OperatorRecord, recordOperatorAction } from '../../../db/operators/recordAction.ts'
import { applyChange } from '../../../db/orders/applyChange.ts'
import { recordRefusal } from '../../../db/orders/changeResult.ts'
import { knownChanges, settledCommands } from '../../../db/recovery/knownChanges.ts'
import { type DecidedTooEarly, isTooEarly } from '../../../domain/order/change.ts'
import type { Repair } from '../context.ts'
import { type CommittedChange, changesIn, othersIn } from '../history/facts.ts'
import type { OrderHistory } from '../history/orderHistory.ts'

/** What an order's workflow had committed and the database does not know, in order; the next one first. */
export type MissingChanges = { readonly history: OrderHistory; readonly changes: CommittedChange[] }

export async function findMissingChanges(
  { db, report }: Repair,
  histories: Iterable<OrderHistory>,
): Promise<MissingChanges[]> {
  const missing: MissingChanges[] = []
  for (const history of histories) {
    if (history.problem !== null) {
      report.unexplained(`The history of ${history.orderId} cannot be replayed: ${history.problem}`)
      continue
    }
    const known = await knownChanges(db, history.orderId)
    const changes = changesIn(history).filter(({ change }) => !known.has(change.key))
    if (changes.length === 0) continue
    const names = changes.map(({ change }) => change.key.split(':').slice(2).join(':'))
    report.found(`Order ${history.orderId} is ahead of the database by: ${names.join(', ')}.`)
    missing.push({ history, changes })
  }
  return missing
}

/**
 * Commits as many of the missing changes as can be committed now, each order's in its own order. One may need what
 * another brings (the price of a sale that pays for the next purchase), so this is called until nothing moves any more.
 * Returns how many were committed, and the reasons of those that could not be.
 */
export async function commitMissing(
  repair: Repair,
  missing: readonly MissingChanges[],
): Promise<{ committed: number; blocked: Map<string, string> }> {
  let committed = 0
  const blocked = new Map<string, string>()
  for (const { history, changes } of missing) {
    for (let next = changes[0]; next !== undefined; next = changes[0]) {
      const problem = await commitOne(repair, next)
      if (problem !== null) {
        blocked.set(history.orderId, `${next.change.key}: ${problem}`)
        break
      }
      changes.shift()
      committed += 1
    }
  }
  return { committed, blocked }
}

/** Null when it is committed. What was refused then is refused now, whatever the database would say to it today. */
async function commitOne({ db }: Repair, { change, result }: CommittedChange): Promise<string | null> {
  try {
    if (!result.applied) {
      await recordRefusal(db.sql, change, result.rejection)
      return null
    }
    const version = await applyChange(db.sql, change)
    return version === null ? 'the order is at another version' : null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** Refusals of commands and deeds of support that changed no order; both are recorded once, however often it is tried. */
export async function recordOthers({ db, report, apply }: Repair, histories: Iterable<OrderHistory>): Promise<void> {
  for (const history of histories) {
    const settled = await settledCommands(db, history.orderId)
    const rejections = othersIn(history, 'recordRejection')
      .filter(({ result }) => !isTooEarly(result as DecidedTooEarly | null))
      // Whatever the database is at today, this was refused then.
      .map(({ args }): RejectionRecord => {
        const { expectedVersion: _, ...rejection } = args[0] as RejectionRecord
        return rejection
      })
      .filter(({ commandId }) => !settled.has(commandId))
    for (const rejection of rejections) {
      report.found(`The refusal of ${rejection.commandId} (${rejection.kind}) is not in the database.`)
      if (!apply) continue
      await recordRejection(db, rejection)
      report.did(`The refusal of ${rejection.commandId} is recorded.`)
    }
    for (const { args } of othersIn(history, 'recordOperatorAction')) {
      if (apply) await recordOperatorAction(db, args[0] as OperatorRecord)
    }
  }
}
