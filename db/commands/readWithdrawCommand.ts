import type { CommandId, WithdrawalId } from '../../domain/ids.ts'
import { WITHDRAW_COMMAND } from '../../domain/withdrawal/changes/request.ts'
import type { Database } from '../connect.ts'
import { type CommandView, readCommand } from './read.ts'

/** How the command stands that asked for a withdrawal; null where none is known. */
export async function readWithdrawCommand(
  db: Pick<Database, 'sql'>,
  withdrawalId: WithdrawalId,
): Promise<CommandView | null> {
  const [row] = await db.sql<{ commandId: CommandId }[]>`
    select command_id as "commandId" from commands where order_id = ${withdrawalId} and kind = ${WITHDRAW_COMMAND} limit 1`
  return row === undefined ? null : await readCommand(db, row.commandId)
}
