import type { Marks } from '../../db/audit/marks.ts'
import { type Overdue, type Patience, readOverdue } from '../../db/audit/overdue.ts'
import type { CheckResult, Difference } from '../../domain/audit/finding.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import type { Books } from './books.ts'
import { readThrough } from './readThrough.ts'

const KINDS = ['top_up_overdue', 'unexplained_transfer', 'unbooked_transfer'] as const
const EXPECTED = {
  top_up_overdue: 'paid',
  unexplained_transfer: 'sent by a step of ours, or booked by hand',
  unbooked_transfer: 'booked',
} as const satisfies Record<Overdue['kind'], string>

/** What is owed, moved or gone, and about which nothing has been done. */
export async function checkOverdue({ db }: Pick<Books, 'db'>, patience: Patience): Promise<CheckResult[]> {
  const overdue = await readOverdue(db, patience)
  return KINDS.map((kind) => ({
    kind,
    subjects: 'all',
    differences: overdue.filter((row) => row.kind === kind).map(differenceOf),
  }))
}

function differenceOf({ kind, subject, ...transfer }: Overdue): Difference {
  const { amountStroops, fromAddress, toAddress, transactionHash } = transfer
  const move = `${formatExact(stroops(amountStroops))} from ${fromAddress} to ${toAddress}`
  const by =
    transactionHash === '' ? '' : kind === 'top_up_overdue' ? `, batch ${transactionHash}` : `, ${transactionHash}`
  return { kind, subject, expected: EXPECTED[kind], actual: `${move}${by}` }
}

/** A watcher may be some ledgers behind while it reads a lot; one that has not moved meanwhile has stopped. */
const LEDGERS_BEHIND = 12

export function checkWatcher(
  { cursor, cursorAgeMs }: Pick<Marks, 'cursor' | 'cursorAgeMs'>,
  ledger: number,
  patienceMs: number,
): CheckResult {
  const read = readThrough(cursor)
  const isBehind = ledger - read > LEDGERS_BEHIND && cursorAgeMs > patienceMs
  const differences: Difference[] = isBehind
    ? [{ kind: 'watcher_behind', subject: 'usdc', expected: `ledger ${ledger}`, actual: `ledger ${Math.max(read, 0)}` }]
    : []
  return { kind: 'watcher_behind', subjects: 'all', differences }
}
