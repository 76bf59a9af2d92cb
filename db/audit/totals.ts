import type { AccountKind } from '../../domain/ledger/accounts.ts'
import type { Database } from '../connect.ts'

export type CountedBooks = {
  /** Everything debited less everything credited, by the entries: zero, or money was made or lost. */
  readonly entriesStroops: bigint
  /** The same by the balances that accounts keep. */
  readonly balancesStroops: bigint
  readonly totals: readonly { readonly kind: AccountKind; readonly stroops: bigint }[]
}

/**
 * Counts the whole ledger as of one instant and keeps what the accounts of each kind hold together. It reads every account
 * and every entry once.
 */
export async function countBooks({ sql }: Pick<Database, 'sql'>): Promise<CountedBooks> {
  return await sql.begin(async (tx) => {
    // Both tables are wanted whole: here reading them in their own order is the quick way.
    await tx`set local enable_seqscan = on`
    const rows = await tx<{ kind: AccountKind; stroops: bigint; signed: bigint; entries: bigint }[]>`
      with summed as (
        select account, sum(amount) as sum from ledger_entries group by account
      ), counted as (
        select a.kind, a.normal_side, sum(coalesce(a.balance, case a.normal_side when 'debit' then s.sum else -s.sum end)) as held
        from ledger_accounts a left join summed s on s.account = a.name
        group by a.kind, a.normal_side
      ), kept as (
        insert into audit_totals as known (kind, stroops) select kind, coalesce(held, 0) from counted
        on conflict (kind) do update set stroops = excluded.stroops, counted_at = now()
      )
      select kind, coalesce(held, 0)::bigint as stroops,
        (case normal_side when 'debit' then held else -held end)::bigint as signed,
        (select coalesce(sum(sum), 0) from summed)::bigint as entries
      from counted`
    return {
      entriesStroops: rows[0]?.entries ?? 0n,
      balancesStroops: rows.reduce((sum, { signed }) => sum + (signed ?? 0n), 0n),
      totals: rows.map(({ kind, stroops }) => ({ kind, stroops })),
    }
  })
}
