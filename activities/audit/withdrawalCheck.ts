import type { Marks } from '../../db/audit/marks.ts'
import type { Sweep, SweepMove } from '../../db/audit/sweeps.ts'
import {
  pendingWithdrawalsAfter,
  readWithdrawalFacts,
  withdrawalsAfter,
  withdrawalsTouched,
} from '../../db/audit/withdrawalFacts.ts'
import type { CheckResult } from '../../domain/audit/finding.ts'
import { judgeWithdrawal } from '../../domain/audit/judgeWithdrawal.ts'
import type { Books } from './books.ts'

const PER_STATEMENT = 200
const PENDING_PER_LOOK = 200
const SWEPT_PER_LOOK = 100

/** Holds the rows of these withdrawals against their accounts, postings and events. */
export async function judgeWithdrawals({ db }: Pick<Books, 'db'>, ids: readonly string[]): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (let from = 0; from < ids.length; from += PER_STATEMENT) {
    const facts = await readWithdrawalFacts(db, ids.slice(from, from + PER_STATEMENT))
    results.push(...facts.flatMap(judgeWithdrawal))
  }
  return results
}

export type WithdrawalLook = {
  /** Subjects of open findings: a withdrawal's id, or the name of its account. */
  readonly found: readonly string[]
  /** What was told since this mark is looked at; null when nothing was. */
  readonly since: Pick<Marks, 'event'> | null
  readonly pending: Sweep | null
  readonly all: Sweep | null
  readonly ledger: number
}

type Looked = {
  readonly live: readonly string[]
  readonly results: readonly CheckResult[]
  readonly moves: readonly SweepMove[]
}

/** What was touched lately and what was found wrong before, and the next part of both sweeps. */
export async function lookAtWithdrawals(
  books: Pick<Books, 'db'>,
  { found, since, pending, all, ledger }: WithdrawalLook,
): Promise<Looked> {
  const { db } = books
  const [touched, open, any] = await Promise.all([
    since === null ? [] : withdrawalsTouched(db, since),
    pending === null ? [] : pendingWithdrawalsAfter(db, pending.place, PENDING_PER_LOOK),
    all === null ? [] : withdrawalsAfter(db, all.place, SWEPT_PER_LOOK),
  ])
  const live = [...new Set([...touched, ...open])]
  const again = found.map(withdrawalOfSubject).filter((id) => id !== null)
  const results = await judgeWithdrawals(books, [...new Set([...live, ...any, ...again])])
  const moves = [
    moveOf('pendingWithdrawals', pending, open, PENDING_PER_LOOK, ledger),
    moveOf('withdrawals', all, any, SWEPT_PER_LOOK, ledger),
  ].filter((move) => move !== null)
  return { live, results, moves }
}

function moveOf(
  name: 'pendingWithdrawals' | 'withdrawals',
  sweep: Sweep | null,
  page: readonly string[],
  limit: number,
  ledger: number,
): SweepMove | null {
  if (sweep === null) return null
  const to = page.length < limit ? null : (page.at(-1) ?? null)
  return { name, from: sweep.place, to, checked: page.length, ledger }
}

function withdrawalOfSubject(subject: string): string | null {
  return /^(?:withdrawal:)?(wdr_[0-9A-Za-z]+)/.exec(subject)?.[1] ?? null
}
