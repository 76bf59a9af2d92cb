import type { Rejection } from '../../domain/errors.ts'
import type { CommandId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import type { OrderView } from '../orders/read.ts'
import type { CommandStatus } from '../schema.ts'

/** How a command stands; `snapshot` is the order right after it. */
export type CommandView = {
  readonly commandId: string
  readonly orderId: string
  readonly kind: string
  readonly status: CommandStatus
  readonly rejection: Rejection | null
  readonly snapshot: OrderView | null
}

/** Reads one command, or null if nothing was recorded about it yet. */
export async function readCommand(db: Pick<Database, 'sql'>, commandId: CommandId): Promise<CommandView | null> {
  const [found] = await readCommands(db, [commandId])
  return found ?? null
}

/** Reads those of the commands about which something was recorded, in one query. */
export async function readCommands(db: Pick<Database, 'sql'>, commandIds: readonly string[]): Promise<CommandView[]> {
  // Snapshots taken before there were disputes, milestones or fee policies lack the field; those of today bring their own.
  return await db.sql<CommandView[]>`
    select command_id as "commandId", order_id as "orderId", kind, status, rejection,
      '{"dispute": null, "milestones": [], "feePolicy": "platform_absorbs", "deadlines": []}'::jsonb || snapshot as snapshot
    from commands where command_id = any(${textArray(db.sql, commandIds)})`
}
