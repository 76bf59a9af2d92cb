import type { Rejection } from '../../domain/errors.ts'
import { invariant } from '../../domain/invariant.ts'
import type { WithdrawalChange, WithdrawalResult } from '../../domain/withdrawal/change.ts'
import { WITHDRAW_COMMAND } from '../../domain/withdrawal/changes/request.ts'
import { recordRejection } from '../commands/recordRejection.ts'
import { brokenRule, isDuplicate, retryConflicts } from '../conflicts.ts'
import type { Database } from '../connect.ts'
import { asInsufficientBalance } from '../ledger/errors.ts'
import { applyWithdrawalChange, OutcomeWasFinal } from './applyChange.ts'
import { refusalOf } from './refusalOf.ts'
import { storedResult } from './storedResult.ts'

/** How often a change is tried while what it was refused for keeps going away. */
const ATTEMPTS = 5

type Db = Pick<Database, 'sql' | 'news'>

/**
 * Commits one step of a withdrawal: row, posting, outcome, events and what support did, all or nothing. A change that was
 * committed before returns the first result. A request without the money is recorded as the command's rejection and changes
 * nothing else; a return is refused while a payment may still be applied. Throws WithdrawalMoved where the row has gone
 * another way, or InsufficientBalance of another account.
 */
export async function commitWithdrawalChange(db: Db, change: WithdrawalChange): Promise<WithdrawalResult> {
  for (let attempt = 1; ; attempt++) {
    const result = await tryOnce(db, change, attempt)
    if (result === 'retry') continue
    tell(db, change, result)
    return result
  }
}

/** Also of what was committed earlier: who repeats it may have died before it told. */
function tell({ news }: Db, { outcome }: WithdrawalChange, { applied }: WithdrawalResult): void {
  if (!applied) return
  if (outcome !== undefined) news.tell('outcomes', outcome.commandId)
  news.tell('events')
}

async function tryOnce(db: Db, change: WithdrawalChange, attempt: number): Promise<WithdrawalResult | 'retry'> {
  try {
    if (await retryConflicts(() => applyWithdrawalChange(db.sql, change))) return { applied: true }
  } catch (error) {
    return await afterRefusal(db, change, error, attempt)
  }
  const stored = await storedResult(db.sql, change)
  invariant(stored, `Change ${change.key} moved no row and is not recorded`)
  return stored
}

async function afterRefusal(
  db: Db,
  change: WithdrawalChange,
  error: unknown,
  attempt: number,
): Promise<WithdrawalResult | 'retry'> {
  // Somebody else may have committed the same change a moment earlier, or refused it; that one's result counts.
  if (isDuplicate(error) || error instanceof OutcomeWasFinal) {
    const first = await storedResult(db.sql, change)
    if (first) return first
  }
  if (brokenRule(error) === 'withdrawals_unpaid_when_returned') return { applied: false, rejection: mayBePaid(change) }
  const rejection = await refusalOf(db.sql, change, error)
  if (rejection === null || (rejection === 'retry' && attempt === ATTEMPTS)) throw asInsufficientBalance(error) ?? error
  if (rejection === 'retry') return 'retry'
  return await refuse(db, change, rejection)
}

/** A refused request has no row: its command's outcome is all there is of it. */
async function refuse(db: Db, change: WithdrawalChange, rejection: Rejection): Promise<WithdrawalResult> {
  const { withdrawalId, commandId } = change
  await recordRejection(db, { orderId: withdrawalId, commandId, kind: WITHDRAW_COMMAND, rejection })
  const stored = await storedResult(db.sql, change)
  invariant(stored, `Change ${change.key} was refused, which is not recorded`)
  return stored
}

function mayBePaid({ withdrawalId }: WithdrawalChange): Rejection {
  return {
    code: 'INVALID_STATE',
    message: `Withdrawal ${withdrawalId} cannot be given back: its payment was applied on Stellar, or still may be.`,
    details: { currentStatus: 'PENDING', allowedActions: ['retry'] },
  }
}
