import { recordRejection } from '../../../db/commands/recordRejection.ts'
import { settledCommands } from '../../../db/recovery/knownChanges.ts'
import { knownWithdrawalChanges } from '../../../db/recovery/withdrawals.ts'
import { applyWithdrawalChange } from '../../../db/withdrawals/applyChange.ts'
import type { WithdrawalId } from '../../../domain/ids.ts'
import { WITHDRAW_COMMAND } from '../../../domain/withdrawal/changes/request.ts'
import type { Repair } from '../context.ts'
import { type CommittedWithdrawal, type WithdrawalHistory, withdrawalChangesIn } from '../history/withdrawalHistory.ts'
import { buryEnvelope } from './buryEnvelope.ts'

/** What a withdrawal's workflow had committed and the database does not know, in order; the next one first. */
export type MissingWithdrawal = { readonly withdrawalId: WithdrawalId; readonly changes: CommittedWithdrawal[] }

export async function findMissingWithdrawals(
  repair: Repair,
  histories: Iterable<WithdrawalHistory>,
): Promise<MissingWithdrawal[]> {
  const { report } = repair
  const missing: MissingWithdrawal[] = []
  for (const history of histories) {
    const { withdrawalId, problem } = history
    if (problem !== null) {
      report.unexplained(`The history of ${withdrawalId} cannot be replayed: ${problem}`)
      continue
    }
    const changes = await unknownIn(repair, history)
    if (changes.length === 0) continue
    const names = changes.map(({ change, result }) => (result.applied ? change.posting.rule : 'refusal'))
    report.found(`Withdrawal ${withdrawalId} is ahead of the database by: ${names.join(', ')}.`)
    missing.push({ withdrawalId, changes })
  }
  return missing
}

async function unknownIn({ db }: Repair, history: WithdrawalHistory): Promise<CommittedWithdrawal[]> {
  const committed = withdrawalChangesIn(history)
  const [known, settled] = await Promise.all([
    knownWithdrawalChanges(
      db,
      committed.map(({ change }) => change.key),
    ),
    settledCommands(db, history.withdrawalId),
  ])
  return committed.filter(({ change, result }) => {
    if (result.applied) return !known.has(change.key)
    // A return that was refused has left nothing anywhere.
    return change.posting.rule === 'request' && !settled.has(change.commandId)
  })
}

/**
 * Commits as many of the missing changes as can be committed now. A request may need what an order's release brings, so
 * this is called until nothing moves any more.
 */
export async function commitWithdrawals(
  repair: Repair,
  missing: readonly MissingWithdrawal[],
): Promise<{ committed: number; blocked: Map<string, string> }> {
  let committed = 0
  const blocked = new Map<string, string>()
  for (const { withdrawalId, changes } of missing) {
    for (let next = changes[0]; next !== undefined; next = changes[0]) {
      const problem = await commitOne(repair, next)
      if (problem !== null) {
        blocked.set(withdrawalId, `${next.change.key}: ${problem}`)
        break
      }
      changes.shift()
      committed += 1
    }
  }
  return { committed, blocked }
}

/** Null when it is committed. What was refused then is refused now, whatever the database would say to it today. */
async function commitOne(repair: Repair, { change, result }: CommittedWithdrawal): Promise<string | null> {
  const { db } = repair
  const { withdrawalId, commandId } = change
  try {
    if (!result.applied) {
      const { rejection } = result
      await recordRejection(db, { orderId: withdrawalId, commandId, kind: WITHDRAW_COMMAND, rejection })
      return null
    }
    if (change.posting.rule === 'return') {
      const problem = await buryEnvelope(repair, withdrawalId)
      if (problem !== null) return problem
    }
    return (await applyWithdrawalChange(db.sql, change)) ? null : 'the withdrawal has gone another way'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
