import type { OrderId } from '../../domain/ids.ts'
import type { Database, Sql } from '../connect.ts'

export type AttemptRecord = {
  readonly step: string
  readonly attempt: number
  readonly hash: string
  readonly status: string
  readonly ledger: number | null
  readonly failure: string | null
  readonly createdAt: string
}
export type EntryRecord = {
  readonly posting: string
  readonly account: string
  /** Debits are positive, credits negative. */
  readonly amountStroops: string
  readonly transactionHash: string | null
  readonly createdAt: string
}
export type OpenCommand = { readonly commandId: string; readonly kind: string; readonly createdAt: string }

/** What the tables hold of an order beside its row and its events. */
export type OrderRecords = {
  readonly attempts: readonly AttemptRecord[]
  readonly entries: readonly EntryRecord[]
  readonly openCommands: readonly OpenCommand[]
}

/** An order has some dozens of each; more would be a fault that must not fill the screen. */
const MAX_ROWS = 1_000

/** Reads what an operator looks at when an order does not go on. */
export async function readOrderRecords({ sql }: Pick<Database, 'sql'>, orderId: OrderId): Promise<OrderRecords> {
  const [attempts, entries, openCommands] = await Promise.all([
    readAttempts(sql, orderId),
    readEntries(sql, orderId),
    readOpenCommands(sql, orderId),
  ])
  return { attempts, entries, openCommands }
}

async function readAttempts(sql: Sql, orderId: OrderId): Promise<AttemptRecord[]> {
  return await sql<AttemptRecord[]>`
    select substring(step_key from ${orderId.length + 2}::int) as step, attempt, hash, status, ledger, failure,
      created_at as "createdAt"
    from chain_attempts where order_id = ${orderId}
    order by chain_attempts.created_at, step_key, chain_attempts.attempt limit ${MAX_ROWS}`
}

async function readEntries(sql: Sql, orderId: OrderId): Promise<EntryRecord[]> {
  return await sql<EntryRecord[]>`
    select t.kind as posting, e.account, e.amount::text as "amountStroops", t.transaction_hash as "transactionHash",
      t.created_at as "createdAt"
    from (select * from ledger_transactions where order_id = ${orderId} limit ${MAX_ROWS}) t
    join ledger_entries e on e.transaction_id = t.id
    order by t.id, e.line limit ${MAX_ROWS}`
}

async function readOpenCommands(sql: Sql, orderId: OrderId): Promise<OpenCommand[]> {
  return await sql<OpenCommand[]>`
    select command_id as "commandId", kind, created_at as "createdAt"
    from commands where order_id = ${orderId} and status = 'PENDING'
    order by commands.created_at limit ${MAX_ROWS}`
}
