import {
  driftAfter,
  driftOf,
  gapsAfter,
  type Scanned,
  stillMissing,
  type Unequal,
  unbalancedAfter,
  unbalancedOf,
} from '../../db/audit/ledgerScans.ts'
import type { Sweep, SweepMove } from '../../db/audit/sweeps.ts'
import { type CountedBooks, countBooks } from '../../db/audit/totals.ts'
import type { CheckResult, Difference, FindingKind } from '../../domain/audit/finding.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import type { Books } from './books.ts'

/** How much of each slow scan one look goes through. */
export const SCANNED_PER_LOOK = { balances: 1_000, postings: 2_000, events: 10_000 } as const
export type ScanName = keyof typeof SCANNED_PER_LOOK

type Scan = {
  readonly kind: FindingKind
  after(db: Books['db'], after: string, limit: number): Promise<Scanned<Difference>>
  /** The same for subjects that were found before. */
  of(db: Books['db'], subjects: readonly string[]): Promise<Difference[]>
}

export const SCANS: Readonly<Record<ScanName, Scan>> = {
  balances: {
    kind: 'balance_drift',
    after: async (db, after, limit) => withDifferences(await driftAfter(db, after, limit), unequal('balance_drift')),
    of: async (db, subjects) => (await driftOf(db, subjects)).map(unequal('balance_drift')),
  },
  postings: {
    kind: 'posting_sum',
    after: async (db, after, limit) => withDifferences(await unbalancedAfter(db, after, limit), unequal('posting_sum')),
    of: async (db, subjects) => (await unbalancedOf(db, subjects)).map(unequal('posting_sum')),
  },
  events: {
    kind: 'event_sequence',
    after: async (db, after, limit) => withDifferences(await gapsAfter(db, after, limit), missing),
    of: async (db, subjects) => (await stillMissing(db, subjects)).map(missing),
  },
}

/** The next part of a scan, and once more what it had found before. */
export async function scanOn(
  { db }: Pick<Books, 'db'>,
  name: ScanName,
  { sweep, found, ledger }: { sweep: Sweep | null; found: readonly string[]; ledger: number },
): Promise<{ result: CheckResult; move: SweepMove | null }> {
  const { kind, after, of } = SCANS[name]
  const again = found.length === 0 ? [] : await of(db, found)
  if (sweep === null) return { result: { kind, subjects: found, differences: again }, move: null }
  const { wrong, count, last } = await after(db, sweep.place, SCANNED_PER_LOOK[name])
  const result = { kind, subjects: found, differences: [...again, ...wrong] }
  return { result, move: { name, from: sweep.place, to: last, checked: count, ledger } }
}

/** Counts everything once: nothing may have come into being or gone. */
export async function countAll({ db }: Pick<Books, 'db'>): Promise<CheckResult> {
  const counted: CountedBooks = await countBooks(db)
  const sums = { entries: counted.entriesStroops, balances: counted.balancesStroops }
  const differences = Object.entries(sums)
    .filter(([, sum]) => sum !== 0n)
    .map(([subject, actual]) => unequal('ledger_sum')({ subject, expected: 0n, actual }))
  return { kind: 'ledger_sum', subjects: 'all', differences }
}

function unequal(kind: FindingKind): (row: Unequal) => Difference {
  return ({ subject, expected, actual }) => ({ kind, subject, expected: exact(expected), actual: exact(actual) })
}

function missing(number: string): Difference {
  return { kind: 'event_sequence', subject: number, expected: 'an event with this number', actual: 'none' }
}

function withDifferences<T>(scanned: Scanned<T>, toDifference: (row: T) => Difference): Scanned<Difference> {
  return { ...scanned, wrong: scanned.wrong.map(toDifference) }
}

function exact(amount: bigint): string {
  return formatExact(stroops(amount))
}
