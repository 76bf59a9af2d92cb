import type { AccountKind } from '../../domain/ledger/accounts.ts'
import type { Database } from '../connect.ts'
import { type Finding, findingColumns } from './findings.ts'
import { ROUND } from './sweeps.ts'

/** The last time that every account and every open order was looked at: the oldest of the passes that it takes. */
export type AuditRound = {
  /** Everything was read from the chain in this ledger or a later one. */
  readonly ledger: number
  readonly startedAt: string
  readonly completedAt: string
  readonly accounts: number
  readonly orders: number
}

export type Reserves = {
  readonly totals: Readonly<Partial<Record<AccountKind, bigint>>>
  readonly countedAt: string | null
  readonly round: AuditRound | null
  /** What the chain holds beyond what the books say it does, over all accounts that were seen to differ. */
  readonly differenceStroops: bigint
  readonly open: number
  readonly alarmed: number
  readonly oldest: Finding | null
}

/** What the auditor knows of the reserves; nothing is counted for it. */
export async function readReserves({ sql }: Pick<Database, 'sql'>): Promise<Reserves> {
  const [totals, round, [counts], [oldest]] = await Promise.all([
    sql<{ kind: AccountKind; stroops: bigint; countedAt: string }[]>`
      select kind, stroops, counted_at as "countedAt" from audit_totals`,
    readRound(sql),
    sql<{ open: number; alarmed: number; difference: bigint }[]>`
      select count(*)::int as open, count(alarmed_at)::int as alarmed, (coalesce(
        sum(actual::numeric - expected::numeric) filter (where kind = 'ledger_chain'), 0) * 10000000)::bigint as difference
      from audit_findings where resolved_at is null`,
    sql<Finding[]>`
      select ${findingColumns(sql)} from audit_findings where resolved_at is null
      order by audit_findings.first_seen_at, id limit 1`,
  ])
  return {
    totals: Object.fromEntries(totals.map(({ kind, stroops }) => [kind, stroops])),
    countedAt: totals[0]?.countedAt ?? null,
    round,
    differenceStroops: counts?.difference ?? 0n,
    open: counts?.open ?? 0,
    alarmed: counts?.alarmed ?? 0,
    oldest: oldest ?? null,
  }
}

async function readRound(sql: Database['sql']): Promise<AuditRound | null> {
  const [row] = await sql<(AuditRound & { passes: number })[]>`
    select count(completed_at)::int as passes, min(completed_started_ledger) as ledger,
      min(completed_started_at) as "startedAt", min(completed_at) as "completedAt",
      max(completed_checked) filter (where name = 'accounts') as accounts,
      max(completed_checked) filter (where name = 'openOrders') as orders
    from audit_sweeps where name in ${sql(ROUND)}`
  if (!row || row.passes < ROUND.length) return null
  const { passes: _, ...round } = row
  return round
}
