import { crashPoint } from '../../crash/crashPoint.ts'
import type { CommandId, OrderId, WithdrawalId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'

export type PendingCommand = {
  readonly commandId: CommandId
  readonly orderId: OrderId | WithdrawalId
  readonly kind: string
}

/** Makes a command findable before its order has taken it up. What is recorded about it already stays as it is. */
export async function notePendingCommand(db: Pick<Database, 'sql'>, command: PendingCommand): Promise<void> {
  const { commandId, orderId, kind } = command
  crashPoint('command.pending.before', `${orderId}:${kind}`)
  await db.sql`
    insert into commands (command_id, order_id, kind, status) values (${commandId}, ${orderId}, ${kind}, 'PENDING')
    on conflict (command_id) do nothing`
  crashPoint('command.pending.after', `${orderId}:${kind}`)
}
