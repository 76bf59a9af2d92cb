import type { Database, Queryable } from '../connect.ts'
import type { Fragment } from '../fragment.ts'

/** What our own chain steps move is booked by whoever took the step; everything else by the watcher itself. */
const BOOKED_ELSEWHERE = ['own_escrow', 'top_up', 'outgoing']
const PAGE = 5_000

/**
 * Goes through the transfers that the watcher has recorded since the last time and keeps those of our own steps that the
 * ledger does not have yet. Returns how many were looked at; a full page means that there are more.
 */
export async function gatherUnbooked({ sql }: Pick<Database, 'sql'>, ledger: number): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    with next as (
      select * from chain_transfers where event_id > ${placeOfTransfers(sql)} order by event_id limit ${PAGE}
    ), kept as (
      insert into audit_unbooked (event_id, transaction_hash, ledger, from_address, to_address, amount_stroops)
      select event_id, transaction_hash, ledger, from_address, to_address, amount_stroops from next u
      where ${isOfOurSteps(sql)} and not ${isBooked(sql)}
      on conflict (event_id) do nothing
    ), moved as (
      insert into audit_sweeps (name, place, started_ledger)
      select 'transfers', event_id, ${ledger} from next order by event_id desc limit 1
      on conflict (name) do update set place = excluded.place
    )
    select count(*)::int as count from next`
  return row?.count ?? 0
}

/** Forgets the ones that have been booked since. */
export async function dropBooked({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql`delete from audit_unbooked u where ${isBooked(sql)}`
}

/** Every transfer of our own steps that is not booked at the instant of the statement, as a query. */
export function unbookedNow(sql: Queryable): Fragment {
  return sql`
    select u.* from (
      select event_id, transaction_hash, ledger, from_address, to_address, amount_stroops from audit_unbooked
      union
      select event_id, transaction_hash, ledger, from_address, to_address, amount_stroops
      from chain_transfers u where event_id > ${placeOfTransfers(sql)} and ${isOfOurSteps(sql)}
    ) u where not ${isBooked(sql)}`
}

function placeOfTransfers(sql: Queryable): Fragment {
  return sql`coalesce((select place from audit_sweeps where name = 'transfers'), '')`
}

function isOfOurSteps(sql: Queryable): Fragment {
  return sql`u.verdict in ${sql(BOOKED_ELSEWHERE)}`
}

/** Whether the step that sent the transfer `u` is in the ledger: with its order, its withdrawal, or as a batch of top-ups. */
function isBooked(sql: Queryable): Fragment {
  return sql`exists (
    select from chain_attempts step where step.hash = u.transaction_hash and case
      when step.kind = 'withdraw' then exists (
        select from ledger_transactions t
        where t.posting_key = split_part(step.step_key, ':', 1) || ':paid' and t.transaction_hash = u.transaction_hash)
      when step.order_id is null then exists (
        select from top_ups where batch_key = substr(step.step_key, length('topUp:') + 1) and status = 'PAID')
      else exists (
        select from ledger_transactions t
        where t.order_id = step.order_id and t.transaction_hash = u.transaction_hash and t.kind <> 'feeTopUp')
      end
  )`
}
