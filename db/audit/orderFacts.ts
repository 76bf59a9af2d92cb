import type { OrderFacts } from '../../domain/audit/orderFacts.ts'
import { ORDER_STATUSES } from '../../domain/order/status.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** An order has some dozens of each. */
const MOST_ROWS = 1_000

/** All that the database holds of these orders, as of one instant. */
export async function readOrderFacts(
  { sql }: Pick<Database, 'sql'>,
  orderIds: readonly string[],
): Promise<OrderFacts[]> {
  if (orderIds.length === 0) return []
  return await sql<OrderFacts[]>`
    select o.id, o.version, o.status, o.final_status as "finalStatus", o.amount_stroops::text as "amountStroops",
      e.contract_id as "contractId", coalesce(o.milestones, '[]') as milestones,
      coalesce(held.balances, '{}') as balances, coalesce(past.changes, '[]') as changes,
      coalesce(told.events, '[]') as events, past.count < ${MOST_ROWS} and told.count < ${MOST_ROWS} as complete
    from unnest(${textArray(sql, orderIds)}) as wanted(id)
    cross join lateral (select * from orders where id = wanted.id limit 1) o
    left join lateral (select contract_id from escrows where order_id = o.id limit 1) e on true
    cross join lateral (
      select jsonb_object_agg(a.name, a.balance::text) as balances
      from unnest(array['order:' || o.id || ':reserved', 'order:' || o.id || ':escrow', 'escrow:' || e.contract_id] || array(
        select 'order:' || o.id || ':escrow:' || n from generate_series(0, jsonb_array_length(coalesce(o.milestones, '[]')) - 1) n
      )) as wanted(name)
      cross join lateral (select name, balance from ledger_accounts where name = wanted.name limit 1) a
    ) held
    cross join lateral (
      select count(*), jsonb_agg(jsonb_build_object('version', c.version, 'statuses', c.statuses) order by c.version) as changes
      from (
        select version, statuses from order_changes where order_id = o.id and version is not null
        order by order_changes.version limit ${MOST_ROWS}
      ) c
    ) past
    cross join lateral (
      select count(*), jsonb_agg(jsonb_build_object(
        'type', v.event_type, 'version', (v.metadata ->> 'version')::int, 'status', v.payload ->> 'status'
      ) order by v.position) as events
      from (select * from events where order_id = o.id limit ${MOST_ROWS}) v
    ) told`
}

const OPEN_STATUSES = ORDER_STATUSES.filter((status) => status !== 'CLOSED')

/** The next open orders by id. */
export async function openOrdersAfter({ sql }: Pick<Database, 'sql'>, after: string, limit: number): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select o.id from unnest(${textArray(sql, OPEN_STATUSES)}) as s(status)
    cross join lateral (
      select id from orders where status = s.status and id > ${after} order by orders.id limit ${limit}
    ) o order by o.id limit ${limit}`
  return rows.map(({ id }) => id)
}

/** The next closed orders by id. */
export async function closedOrdersAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from orders where status = 'CLOSED' and id > ${after} order by orders.id limit ${limit}`
  return rows.map(({ id }) => id)
}

export type OrderStanding = {
  readonly id: string
  readonly version: number
  readonly status: string
  readonly finalStatus: string | null
}

/** Where the rows of these orders stand; one that has no row is missing. */
export async function readStandings(
  { sql }: Pick<Database, 'sql'>,
  orderIds: readonly string[],
): Promise<Map<string, OrderStanding>> {
  if (orderIds.length === 0) return new Map()
  const rows = await sql<OrderStanding[]>`
    select id, version, status, final_status as "finalStatus" from orders where id = any(${textArray(sql, orderIds)})`
  return new Map(rows.map((row) => [row.id, row]))
}
