import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { OperatorAction } from '../../domain/order/operator.ts'
import type { WithdrawalAction } from '../../domain/withdrawal/change.ts'
import type { Database } from '../connect.ts'
import { allOf, type Fragment } from '../fragment.ts'
import { cutPage, rowsToRead } from '../page.ts'

/** Something that support did, as it is written down. */
export type OperatorActionView = {
  /** A number that grows. */
  readonly id: string
  /** What it was done to: one of the two. */
  readonly orderId: OrderId | null
  readonly withdrawalId: WithdrawalId | null
  readonly action: OperatorAction['action'] | WithdrawalAction['action']
  readonly performedBy: string
  readonly reason: string
  readonly details: Readonly<Record<string, string | null>>
  readonly commandId: string | null
  readonly createdAt: string
}

export type OperatorActionQuery = {
  readonly orderId?: OrderId | undefined
  readonly withdrawalId?: WithdrawalId | undefined
  readonly limit: number
  /** The last action of the page before. */
  readonly cursor?: bigint | undefined
}

/** What support did, the newest first. An action that is written meanwhile moves no page. */
export async function listOperatorActions(
  { sql }: Pick<Database, 'sql'>,
  { orderId, withdrawalId, limit, cursor }: OperatorActionQuery,
): Promise<{ actions: OperatorActionView[]; hasMore: boolean }> {
  const conditions: Fragment[] = []
  if (orderId !== undefined) conditions.push(sql`order_id = ${orderId}`)
  if (withdrawalId !== undefined) conditions.push(sql`withdrawal_id = ${withdrawalId}`)
  if (cursor !== undefined) conditions.push(sql`id < ${cursor}`)
  const rows = await sql<OperatorActionView[]>`
    select id::text as id, order_id as "orderId", withdrawal_id as "withdrawalId", action, performed_by as "performedBy", reason, details,
      command_id as "commandId", created_at as "createdAt"
    from operator_actions where ${allOf(sql, conditions)}
    order by operator_actions.id desc limit ${rowsToRead(limit)}`
  const { page, hasMore } = cutPage(rows, limit)
  return { actions: page, hasMore }
}
