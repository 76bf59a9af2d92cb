import type { Database } from '../connect.ts'
import { jsonRows } from '../fragment.ts'
import { unbookedNow } from './unbooked.ts'

/** What the chain held at an address as of one ledger. */
export type SeenBalance = {
  readonly account: string
  readonly address: string
  readonly chainStroops: bigint
  readonly ledger: number
}

export type ComparedAccount = {
  readonly account: string
  readonly chainStroops: bigint
  readonly ledger: number
  /** What the books had there as of the same ledger: the account, and moves of our own steps that are still to be booked. */
  readonly bookStroops: bigint
  /** False when so much was booked since that the balance as of that ledger could not be told. */
  readonly certain: boolean
}

/** Postings about later ledgers are among the newest of their account. */
const NEWEST_ENTRIES = 200

/**
 * What the books say of each account as of the ledger in which the chain was read. The watcher must have read that ledger:
 * then every move up to it is in the ledger, or is a transfer of a step of ours that has not been booked yet.
 */
export async function compareAccounts(
  { sql }: Pick<Database, 'sql'>,
  seen: readonly SeenBalance[],
): Promise<ComparedAccount[]> {
  if (seen.length === 0) return []
  const rows = seen.map(({ chainStroops, ...row }) => ({ ...row, chainStroops: String(chainStroops) }))
  return await sql<ComparedAccount[]>`
    with on_its_way as materialized (${unbookedNow(sql)})
    select s.account, s."chainStroops", s.ledger,
      (coalesce(a.balance, summed.sum, 0) - later.sum + coalesce(way.sum, 0))::bigint as "bookStroops",
      not later.is_all as certain
    from json_to_recordset(${jsonRows(sql, rows)}) as s(account text, address text, "chainStroops" bigint, ledger int)
    left join lateral (select name, balance from ledger_accounts where name = s.account limit 1) a on true
    cross join lateral (
      select sum(amount) as sum from ledger_entries where a.balance is null and account = a.name
    ) summed
    cross join lateral (
      select coalesce(sum(e.amount) filter (where t.ledger > s.ledger), 0) as sum,
        count(*) filter (where t.ledger > s.ledger) = ${NEWEST_ENTRIES} as is_all
      from (
        select transaction_id, amount from ledger_entries where account = s.account
        order by transaction_id desc limit ${NEWEST_ENTRIES}
      ) e cross join lateral (select ledger from ledger_transactions where id = e.transaction_id limit 1) t
    ) later
    cross join lateral (
      select sum(case s.address when w.to_address then w.amount_stroops else -w.amount_stroops end) as sum
      from on_its_way w
      where w.ledger <= s.ledger and w.from_address <> w.to_address and s.address in (w.from_address, w.to_address)
    ) way`
}
