import { compareAccounts, type SeenBalance } from '../../db/audit/compareAccounts.ts'
import type { CheckResult } from '../../domain/audit/finding.ts'
import { formatExact, stroops } from '../../domain/money.ts'
import type { Books } from './books.ts'

const PER_STATEMENT = 1_000

/** Holds what was seen on chain against the books as of the same ledger. The watcher must have read that ledger. */
export async function judgeAccounts({ db }: Pick<Books, 'db'>, seen: readonly SeenBalance[]): Promise<CheckResult[]> {
  const results: CheckResult[] = []
  for (let from = 0; from < seen.length; from += PER_STATEMENT) {
    const compared = await compareAccounts(db, seen.slice(from, from + PER_STATEMENT))
    for (const [ledger, rows] of Map.groupBy(compared, (row) => row.ledger)) {
      const certain = rows.filter((row) => row.certain)
      results.push({
        kind: 'ledger_chain',
        ledger,
        subjects: certain.map(({ account }) => account),
        differences: certain
          .filter(({ bookStroops, chainStroops }) => bookStroops !== chainStroops)
          .map(({ account, bookStroops, chainStroops }) => ({
            kind: 'ledger_chain',
            subject: account,
            expected: formatExact(stroops(bookStroops)),
            actual: formatExact(stroops(chainStroops)),
          })),
      })
    }
  }
  return results
}
