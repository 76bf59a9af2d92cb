import { close, connect, type Database } from '../../../db/connect.ts'
import { textArray } from '../../../db/fragment.ts'
import { FINDING_WORDS } from '../../../domain/audit/finding.ts'
import { verifyStack } from '../../stack/checkBooks.ts'
import type { Stack } from '../../stack/findStack.ts'
import type { CommandRow, DepositRow, EventCount, Facts, HeldKey, OrderRow } from './facts.ts'
import { readServices, readWorkflows } from './readWorkflows.ts'
import type { Journal } from './record.ts'

const MAX_CONNECTIONS = 3

/** Reads what is there of everything that the load had to do with. */
export async function readFacts(stack: Stack, journal: Journal): Promise<Facts> {
  const db = connect(stack.databaseUrl, { maxConnections: MAX_CONNECTIONS, applicationName: 'chaos' })
  try {
    const users = [...journal.users]
    const orders = await readOrders(db, users)
    const ids = [...new Set([...orders.map(({ id }) => id), ...journal.orders.keys()])]
    return {
      keys: await readKeys(db, journal),
      commands: await readCommands(db, ids),
      orders,
      deposits: await readDeposits(db, users),
      balances: await readBalances(db, users),
      events: await readEvents(db, ids),
      workflows: await readWorkflows(stack.temporalAddress, ids),
      services: await readServices(stack.temporalAddress),
      bookDifferences: await verify(stack),
    }
  } finally {
    await close(db)
  }
}

async function readOrders({ sql }: Database, users: readonly string[]): Promise<OrderRow[]> {
  return await sql<OrderRow[]>`
    select id, status, final_status as "finalStatus", buyer_id as "buyerId", version
    from orders where buyer_id = any(${textArray(sql, users)})`
}

/** Beside the keys of the callers the references of their orders, under which the first of two creations holds the ids. */
async function readKeys({ sql }: Database, { keys }: Journal): Promise<Map<string, HeldKey>> {
  const names = keys.flatMap(({ key, body }) => [key, ...(body.clientOrderRef ? [String(body.clientOrderRef)] : [])])
  const rows = await sql<(HeldKey & { key: string })[]>`
    select key, command_id as "commandId", resource_id as "resourceId"
    from idempotency_keys where key = any(${textArray(sql, names)})`
  return new Map(rows.map(({ key, ...held }) => [key, held]))
}

async function readCommands({ sql }: Database, orders: readonly string[]): Promise<CommandRow[]> {
  return await sql<CommandRow[]>`
    select command_id as "commandId", order_id as "orderId", kind, status, rejection ->> 'code' as code
    from commands where order_id = any(${textArray(sql, orders)})`
}

async function readDeposits({ sql }: Database, users: readonly string[]): Promise<DepositRow[]> {
  return await sql<DepositRow[]>`
    select user_id as "userId", amount_stroops as "amountStroops"
    from chain_transfers where verdict = 'deposit' and user_id = any(${textArray(sql, users)})`
}

/** From the entries and not from the balances that are kept beside them. A credit is negative. */
async function readBalances({ sql }: Database, users: readonly string[]): Promise<Map<string, bigint>> {
  const names = users.map((id) => `user:${id}:available`)
  const rows = await sql<{ account: string; balance: bigint }[]>`
    select account, -sum(amount)::bigint as balance
    from ledger_entries where account = any(${textArray(sql, names)}) group by account`
  return new Map(rows.map(({ account, balance }) => [account.split(':')[1] ?? '', balance]))
}

async function readEvents({ sql }: Database, orders: readonly string[]): Promise<EventCount[]> {
  return await sql<EventCount[]>`
    select aggregate_id as "orderId", event_type as type, count(*)::int as count
    from events where aggregate_id = any(${textArray(sql, orders)}) group by 1, 2`
}

/** What `npm run verify` says. */
async function verify(stack: Stack): Promise<string[]> {
  try {
    const { differences } = await verifyStack(stack)
    return differences.map(
      ({ kind, subject, expected, actual }) =>
        `Verify: ${subject}: expected ${expected}, found ${actual}. ${FINDING_WORDS[kind]}`,
    )
  } catch (error) {
    return [`Verify could not come to its end: ${error instanceof Error ? error.message : error}`]
  }
}
