import type { FindingKind } from '../../domain/audit/finding.ts'
import { ORDER_STATUSES, type OrderStatus } from '../../domain/order/status.ts'
import { ROUND } from '../audit/sweeps.ts'
import type { Database } from '../connect.ts'
import { DEPOSIT_WATCHER } from '../deposits/readCursor.ts'

/** How many of something wait, and for how long the one that waits longest. */
export type Backlog = { readonly count: number; readonly oldestSeconds: number }

/** What somebody who watches the system wants to know of it, as of now. */
export type Figures = {
  readonly openOrders: readonly { readonly status: OrderStatus; readonly count: number }[]
  readonly differences: readonly { readonly kind: FindingKind; readonly open: number; readonly alarmed: number }[]
  readonly oldestDifferenceSeconds: number
  /** Since the last look at every account and order began; null before the first was complete. */
  readonly auditAgeSeconds: number | null
  readonly unconfirmed: Backlog
  readonly unnumbered: Backlog
  readonly pendingCommands: Backlog
  readonly webhooks: {
    readonly pending: number
    readonly oldestDueSeconds: number
    readonly gone: number
    readonly failing: number
    readonly requested: number
  }
  readonly topUps: Backlog & { readonly stroops: bigint }
  /** Withdrawals whose money is set aside and not paid. */
  readonly withdrawals: Backlog & { readonly stroops: bigint }
  readonly deposits: { readonly ledger: number; readonly quietSeconds: number } | null
}

const OPEN = ORDER_STATUSES.filter((status) => status !== 'CLOSED')

/** Every part reads an index that holds only what is open, so it costs the same with millions of closed orders. */
export async function readFigures({ sql }: Pick<Database, 'sql'>): Promise<Figures> {
  const age = (moment: string) => sql`coalesce(extract(epoch from now() - min(${sql(moment)})), 0)::float8`
  const [
    openOrders,
    differences,
    [audit],
    [unconfirmed],
    [unnumbered],
    [pendingCommands],
    [topUps],
    [withdrawals],
    [deposits],
    [webhooks],
  ] = await Promise.all([
    sql<Figures['openOrders'][number][]>`
        select status, count(*)::int as count from orders where status in ${sql(OPEN)} group by status`,
    sql<(Figures['differences'][number] & { oldest: number })[]>`
        select kind, count(*)::int as open, count(alarmed_at)::int as alarmed, ${age('first_seen_at')} as oldest
        from audit_findings where resolved_at is null group by kind`,
    sql<{ age: number | null }[]>`
        select case when count(completed_at) = ${ROUND.length}
          then extract(epoch from now() - min(completed_started_at))::float8 end as age
        from audit_sweeps where name in ${sql(ROUND)}`,
    sql<Backlog[]>`
        select count(*)::int as count, ${age('created_at')} as "oldestSeconds" from chain_attempts where status = 'PREPARED'`,
    sql<Backlog[]>`
        select count(*)::int as count, ${age('occurred_at')} as "oldestSeconds" from events where sequence is null`,
    sql<Backlog[]>`
        select count(*)::int as count, ${age('created_at')} as "oldestSeconds" from commands where status = 'PENDING'`,
    sql<Figures['topUps'][]>`
        select count(*)::int as count, ${age('created_at')} as "oldestSeconds",
          coalesce(sum(amount_stroops), 0)::bigint as stroops from top_ups where status = 'DUE'`,
    sql<Figures['withdrawals'][]>`
        select count(*)::int as count, ${age('requested_at')} as "oldestSeconds",
          coalesce(sum(amount_stroops), 0)::bigint as stroops from withdrawals where status = 'PENDING'`,
    sql<NonNullable<Figures['deposits']>[]>`
        select ledger, extract(epoch from now() - updated_at)::float8 as "quietSeconds"
        from chain_cursors where watcher = ${DEPOSIT_WATCHER}`,
    sql<Figures['webhooks'][]>`
        select coalesce(sum(waiting.pending), 0)::int as pending,
          coalesce(extract(epoch from now() - min(waiting.due) filter (where status = 'ENABLED' and not is_failing)), 0)::float8
            as "oldestDueSeconds",
          count(*) filter (where disabled_reason = 'gone')::int as gone,
          count(*) filter (where disabled_reason = 'failing')::int as failing,
          count(*) filter (where disabled_reason = 'requested')::int as requested
        from webhook_endpoints e cross join lateral (
          select count(*) as pending, min(next_attempt_at) filter (where next_attempt_at <= now()) as due
          from webhook_deliveries where endpoint_id = e.id and status = 'PENDING'
        ) waiting
        where removed_at is null`,
  ])
  const none = { count: 0, oldestSeconds: 0 }
  return {
    openOrders,
    differences,
    oldestDifferenceSeconds: Math.max(0, ...differences.map(({ oldest }) => oldest)),
    auditAgeSeconds: audit?.age ?? null,
    unconfirmed: unconfirmed ?? none,
    unnumbered: unnumbered ?? none,
    pendingCommands: pendingCommands ?? none,
    topUps: topUps ?? { ...none, stroops: 0n },
    withdrawals: withdrawals ?? { ...none, stroops: 0n },
    deposits: deposits ?? null,
    webhooks: webhooks ?? { pending: 0, oldestDueSeconds: 0, gone: 0, failing: 0, requested: 0 },
  }
}
