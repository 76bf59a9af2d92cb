import type { CommandId, OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { readChangeKey, type StoredOrder } from '../../domain/order/restore/storedOrder.ts'
import type { OrderTerms } from '../../domain/order/terms.ts'
import type { Database } from '../connect.ts'

type Row = Omit<StoredOrder, 'terms' | 'changes' | 'renewal'> & {
  readonly terms: OrderTerms
  readonly changes: readonly { readonly version: number; readonly key: string }[]
  readonly renewals: number
  readonly renewedAtMs: number | null
}

/** An open order as far as its workflow can be started again from it, and the command that created it. */
export async function readStoredOrder(
  { sql }: Pick<Database, 'sql'>,
  orderId: OrderId,
): Promise<{ order: StoredOrder; createCommandId: CommandId }> {
  const [row] = await sql<Row[]>`
    select o.status, o.version, coalesce(o.deadlines, '[]'::jsonb) as deadlines,
      jsonb_strip_nulls(jsonb_build_object(
        'orderId', o.id, 'buyerId', o.buyer_id, 'sellerId', o.seller_id, 'amountStroops', o.amount_stroops::text,
        'currency', o.currency, 'platformFeeBps', o.platform_fee_bps, 'feePolicy', o.fee_policy, 'title', o.title,
        'description', o.description, 'clientOrderRef', o.client_order_ref, 'deadlines', o.deadline_terms,
        'milestones', (select jsonb_agg(jsonb_build_object('ref', m -> 'ref', 'title', m -> 'title',
          'amountStroops', m -> 'amountStroops') order by n) from jsonb_array_elements(o.milestones) with ordinality as l(m, n))
      )) || case when o.metadata is null then '{}'::jsonb else jsonb_build_object('metadata', o.metadata) end as terms,
      (select coalesce(jsonb_agg(jsonb_build_object('ref', m -> 'ref', 'status', m -> 'status',
          'releasedStroops', m -> 'releasedStroops', 'transactionHash', m -> 'transactionHash') order by n), '[]'::jsonb)
        from jsonb_array_elements(o.milestones) with ordinality as l(m, n)) as milestones,
      (select jsonb_build_object('escrowId', id, 'status', status, 'contractId', contract_id)
        from escrows where order_id = o.id) as escrow,
      (select jsonb_build_object('disputeId', id, 'openedBy', opened_by, 'reason', reason, 'description', description,
          'decision', decision, 'releaseStroops', release_stroops::text, 'refundStroops', refund_stroops::text, 'note', note)
        from disputes where order_id = o.id) as dispute,
      (select coalesce(jsonb_agg(jsonb_build_object('version', version, 'key', key) order by version), '[]'::jsonb)
        from order_changes where order_id = o.id and version is not null) as changes,
      (select coalesce(jsonb_agg(jsonb_build_object('commandId', command_id, 'kind', kind, 'status', status,
          'busyMilestones', (select coalesce(jsonb_agg(n - 1), '[]'::jsonb)
            from jsonb_array_elements(coalesce(snapshot -> 'milestones', '[]'::jsonb)) with ordinality as l(m, n)
            where m ->> 'status' in ('COMPLETING', 'RELEASING'))) order by created_at, command_id), '[]'::jsonb)
        from commands where order_id = o.id) as commands,
      (select count(*)::int from chain_attempts
        where order_id = o.id and kind = 'extendLifetime' and status = 'APPLIED') as renewals,
      (select extract(epoch from max(settled_at))::float8 * 1000 from chain_attempts
        where order_id = o.id and kind in ('extendLifetime', 'deploy') and status = 'APPLIED') as "renewedAtMs"
    from orders o where o.id = ${orderId}`
  invariant(row, `There is no order ${orderId}`)
  const { renewals, renewedAtMs, changes: keyed, ...rest } = row
  const changes = keyed.map(({ version, key }) => ({ version, ...readChangeKey(orderId, key) }))
  const created = changes.find(({ name }) => name === 'create')
  invariant(created, `Order ${orderId} has no change that created it`)
  const renewal = { count: renewals, lastMs: Math.floor(renewedAtMs ?? 0) }
  return { order: { ...rest, changes, renewal }, createCommandId: created.commandId }
}

/** Orders that should have a workflow, and the version of each. */
export async function openOrders({ sql }: Pick<Database, 'sql'>): Promise<Map<OrderId, number>> {
  const rows = await sql<{ id: OrderId; version: number }[]>`
    select id, version from orders where status <> 'CLOSED' order by id`
  return new Map(rows.map(({ id, version }) => [id, version]))
}
