import type { CommandId, OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

/** The keys of an order's changes that are recorded, applied or refused. */
export async function knownChanges({ sql }: Pick<Database, 'sql'>, orderId: OrderId): Promise<Set<string>> {
  const rows = await sql<{ key: string }[]>`select key from order_changes where order_id = ${orderId}`
  return new Set(rows.map(({ key }) => key))
}

/** The keys of the changes that brought an order beyond a version, in their order. */
export async function changesAfter(
  { sql }: Pick<Database, 'sql'>,
  orderId: OrderId,
  version: number,
): Promise<string[]> {
  const rows = await sql<{ key: string }[]>`
    select key from order_changes where order_id = ${orderId} and version > ${version} order by version`
  return rows.map(({ key }) => key)
}

/** Those of the commands of an order or a withdrawal whose outcome is final. */
export async function settledCommands(
  { sql }: Pick<Database, 'sql'>,
  orderId: OrderId | WithdrawalId,
): Promise<Set<string>> {
  const rows = await sql<{ id: string }[]>`
    select command_id as id from commands where order_id = ${orderId} and status <> 'PENDING'`
  return new Set(rows.map(({ id }) => id))
}

/** Those that were accepted and have no outcome yet. They are noted only after Temporal has taken them. */
export async function pendingCommands({ sql }: Pick<Database, 'sql'>, orderId: OrderId): Promise<CommandId[]> {
  const rows = await sql<{ id: CommandId }[]>`
    select command_id as id from commands where order_id = ${orderId} and status = 'PENDING' order by created_at, command_id`
  return rows.map(({ id }) => id)
}

/** Orders that were accepted and of which nothing else is known. */
export async function lostCreations({ sql }: Pick<Database, 'sql'>): Promise<OrderId[]> {
  const rows = await sql<{ id: OrderId }[]>`
    select order_id as id from commands c where kind = 'create' and status = 'PENDING'
      and not exists (select from orders where id = c.order_id) order by 1`
  return rows.map(({ id }) => id)
}
