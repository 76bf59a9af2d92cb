import type { FindingKind } from '../../domain/audit/finding.ts'
import type { Database } from '../connect.ts'
import { unbookedNow } from './unbooked.ts'

/** Money that is owed, moved or gone, and about which nothing has been done. */
export type Overdue = {
  readonly kind: Extract<FindingKind, 'top_up_overdue' | 'unexplained_transfer' | 'unbooked_transfer'>
  readonly subject: string
  readonly amountStroops: bigint
  readonly fromAddress: string
  readonly toAddress: string
  readonly transactionHash: string
}

export type Patience = { readonly topUpMs: number; readonly unbookedMs: number }

const MOST_OF_EACH = 500

/** Top-ups due for too long, own transfers unbooked for too long, and every transfer that nobody can explain. */
export async function readOverdue(
  { sql }: Pick<Database, 'sql'>,
  { topUpMs, unbookedMs }: Patience,
): Promise<Overdue[]> {
  return await sql<Overdue[]>`
    (select 'top_up_overdue' as kind, concat_ws(':', order_id, user_id, nullif(cause, '')) as subject,
        amount_stroops as "amountStroops", 'treasury' as "fromAddress", 'wallet:' || user_id as "toAddress",
        coalesce(batch_key, '') as "transactionHash"
      from top_ups where status = 'DUE' and created_at < now() - ${topUpMs} * interval '1 millisecond'
      order by created_at limit ${MOST_OF_EACH})
    union all
    (select 'unbooked_transfer', event_id, amount_stroops, from_address, to_address, transaction_hash
      from (${unbookedNow(sql)}) u
      where exists (
        select from audit_unbooked old where old.event_id = u.event_id
        and old.created_at <= now() - ${unbookedMs} * interval '1 millisecond'
      ) order by event_id limit ${MOST_OF_EACH})
    union all
    (select 'unexplained_transfer', c.event_id, c.amount_stroops, c.from_address, c.to_address, c.transaction_hash
      from chain_transfers c where c.verdict = 'unexplained'
      -- A step that was done by hand is booked with its order.
      and not exists (
        select from escrows e join ledger_transactions t on t.order_id = e.order_id
        where e.contract_id in (c.from_address, c.to_address) and t.transaction_hash = c.transaction_hash
      ) and not exists (
        select from wallets w join ledger_transactions t on t.user_id = w.user_id
        where w.address in (c.from_address, c.to_address) and t.transaction_hash = c.transaction_hash
      ) order by c.event_id limit ${MOST_OF_EACH})`
}
