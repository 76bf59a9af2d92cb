import type { Database } from '../connect.ts'
import { jsonRows } from '../fragment.ts'

/** Everything that the auditor goes through from one end to the other, again and again. */
export const SWEEP_NAMES = [
  'accounts',
  'openOrders',
  'closedOrders',
  'workflows',
  'pendingWithdrawals',
  'withdrawals',
  'withdrawalWorkflows',
  'balances',
  'postings',
  'events',
  'transfers',
] as const
export type SweepName = (typeof SWEEP_NAMES)[number]
/** The sweeps that together have looked at every account, every open order and every pending withdrawal. */
export const ROUND: readonly SweepName[] = [
  'accounts',
  'openOrders',
  'workflows',
  'pendingWithdrawals',
  'withdrawalWorkflows',
]

export type Sweep = {
  /** The last thing that was looked at in the pass under way; empty at its beginning. */
  readonly place: string
  /** When the last pass came to its end. */
  readonly completedAt: string | null
}

export type SweepMove = {
  readonly name: SweepName
  readonly from: string
  /** Where the pass has come; null when there was nothing left, which ends it. */
  readonly to: string | null
  readonly checked: number
  readonly ledger: number
}

const UNBEGUN: Sweep = { place: '', completedAt: null }

export async function readSweeps({ sql }: Pick<Database, 'sql'>): Promise<(name: SweepName) => Sweep> {
  const rows = await sql<(Sweep & { name: SweepName })[]>`
    select name, place, completed_at as "completedAt" from audit_sweeps`
  const known = new Map(rows.map((row) => [row.name, row]))
  return (name) => known.get(name) ?? UNBEGUN
}

/** Notes how far sweeps have come. One that somebody else has moved in the meantime stays where that one left it. */
export async function moveSweeps({ sql }: Pick<Database, 'sql'>, moves: readonly SweepMove[]): Promise<void> {
  if (moves.length === 0) return
  const rows = moves.map(({ to, ...move }) => ({ ...move, place: to ?? '', ended: to === null }))
  await sql`
    with m as (
      select m.*, s.place as before,
        m.checked + case when s.place <> '' then s.checked else 0 end as total,
        case when s.place <> '' then s.started_at else now() end as begun_at,
        case when s.place <> '' then s.started_ledger else m.ledger end as begun_ledger
      from json_to_recordset(${jsonRows(sql, rows)})
        as m(name text, "from" text, place text, ended boolean, checked int, ledger int)
      left join audit_sweeps s on s.name = m.name
    )
    insert into audit_sweeps as known (
      name, place, checked, started_at, started_ledger,
      completed_checked, completed_started_at, completed_started_ledger, completed_at
    )
    select name, place, case when ended then 0 else total end, begun_at, begun_ledger,
      case when ended then total end, case when ended then begun_at end, case when ended then begun_ledger end,
      case when ended then now() end
    from m where coalesce(before, '') = "from"
    on conflict (name) do update set
      place = excluded.place, checked = excluded.checked,
      started_at = excluded.started_at, started_ledger = excluded.started_ledger,
      completed_checked = coalesce(excluded.completed_checked, known.completed_checked),
      completed_started_at = coalesce(excluded.completed_started_at, known.completed_started_at),
      completed_started_ledger = coalesce(excluded.completed_started_ledger, known.completed_started_ledger),
      completed_at = coalesce(excluded.completed_at, known.completed_at)`
}
