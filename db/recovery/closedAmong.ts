import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

/** Those of the orders that need no workflow any more: closed, or refused when they were to be created. */
export async function closedAmong({ sql }: Pick<Database, 'sql'>, orderIds: readonly string[]): Promise<string[]> {
  const ids = textArray(sql, orderIds)
  const rows = await sql<{ id: string }[]>`
    select id from orders where id = any(${ids}) and status = 'CLOSED'
    union
    select order_id as id from order_changes c where order_id = any(${ids}) and rejection is not null
      and not exists (select from orders where id = c.order_id)`
  return rows.map(({ id }) => id)
}
