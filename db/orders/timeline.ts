import type { CommandId, OrderId } from '../../domain/ids.ts'
import type { OrderStatus } from '../../domain/order/status.ts'
import type { Database, Sql } from '../connect.ts'
import type { EventView } from '../events/read.ts'

/** A line of a posting; debits are positive, credits negative. */
export type TimelineEntry = { readonly account: string; readonly amountStroops: string }
/** `entries`: what the change that told this event posted. `sequence` is null for the moment before an event is numbered. */
export type TimelineEvent = Omit<EventView, 'sequence'> & {
  readonly sequence: string | null
  readonly entries: readonly TimelineEntry[]
}
export type TimelineTransaction = {
  readonly kind: string
  readonly hash: string
  readonly ledger: number | null
  readonly status: string
  readonly attempt: number
  readonly contractId: string | null
  readonly createdAt: string
}
export type TimelineState = {
  readonly version: number
  /** The states that the order ran through with this version, the last one being where it stayed. */
  readonly statuses: readonly OrderStatus[]
  readonly commandId: CommandId | null
  readonly createdAt: string
}
export type Timeline = {
  readonly events: readonly TimelineEvent[]
  readonly transactions: readonly TimelineTransaction[]
  readonly states: readonly TimelineState[]
}

/** An order's life has some dozens of each; more would be a fault that must not fill the answer. */
const MAX_ROWS = 1_000

/** All that happened to an order, each list in its own order. Empty lists for an order that does not exist. */
export async function readTimeline({ sql }: Pick<Database, 'sql'>, orderId: OrderId): Promise<Timeline> {
  const [events, transactions, states] = await Promise.all([
    readEvents(sql, orderId),
    readTransactions(sql, orderId),
    readStates(sql, orderId),
  ])
  return { events, transactions, states }
}

/**
 * A change's key is the key of its posting; the event knows the version that its change made. The limits inside keep a plan
 * that was made while the tables were small from walking them whole.
 */
async function readEvents(sql: Sql, orderId: OrderId): Promise<TimelineEvent[]> {
  return await sql<TimelineEvent[]>`
    select v.event_id as "eventId", v.event_type as "eventType", v.occurred_at as "occurredAt",
      v.aggregate_id as "aggregateId", v.aggregate_type as "aggregateType", v.payload, v.metadata,
      v.sequence::text as sequence, coalesce((
        select jsonb_agg(jsonb_build_object('account', e.account, 'amountStroops', e.amount::text) order by e.line)
        from (select key from order_changes
              where order_id = v.order_id and version = (v.metadata ->> 'version')::int limit 1) c
        cross join lateral (select id from ledger_transactions where posting_key = c.key limit 1) t
        cross join lateral (select * from ledger_entries where transaction_id = t.id limit ${MAX_ROWS}) e
      ), '[]') as entries
    from (select * from events where order_id = ${orderId} limit ${MAX_ROWS}) v
    order by v.position`
}

async function readTransactions(sql: Sql, orderId: OrderId): Promise<TimelineTransaction[]> {
  return await sql<TimelineTransaction[]>`
    select kind, hash, ledger, status, attempt, contract_id as "contractId", created_at as "createdAt"
    from chain_attempts where order_id = ${orderId}
    order by chain_attempts.created_at, step_key, attempt limit ${MAX_ROWS}`
}

async function readStates(sql: Sql, orderId: OrderId): Promise<TimelineState[]> {
  return await sql<TimelineState[]>`
    select version, statuses, command_id as "commandId", created_at as "createdAt"
    from order_changes where order_id = ${orderId} and version is not null
    order by version limit ${MAX_ROWS}`
}
