import type { CommandView } from '../../db/commands/read.ts'
import { readCommand } from '../../db/commands/read.ts'
import type { CommandId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { type Answer, success } from '../answer.ts'
import { rejected } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'
import { presentOrder } from '../presenters/order.ts'

/** Sends a command and waits for its outcome. The waiter is there before the command, so no outcome can be missed. */
export async function sendAndWait(
  deps: ApiDeps,
  commandId: CommandId,
  waitMs: number,
  send: () => Promise<'accepted' | 'not_running'>,
): Promise<CommandView | 'pending' | 'not_running'> {
  const waiting = deps.listener.register(commandId)
  try {
    if ((await send()) === 'not_running') return 'not_running'
    if (waitMs === 0) return 'pending'
    return (await outcomeOrNull(deps, commandId, () => waiting.outcome(waitMs))) ?? 'pending'
  } finally {
    waiting.release()
  }
}

/** The command is accepted by now. A database that fails while waiting makes the answer late, not wrong. */
async function outcomeOrNull(
  deps: ApiDeps,
  commandId: CommandId,
  wait: () => Promise<CommandView | null>,
): Promise<CommandView | null> {
  try {
    return await wait()
  } catch (error) {
    deps.logger.warn({ err: error, commandId }, 'The outcome of an accepted command could not be awaited')
    return null
  }
}

/** The answer of a command that came out: the order as the command left it, or its refusal. */
export function answerOutcome(command: CommandView, status: number): Answer {
  if (command.rejection !== null) throw rejected(command.rejection)
  invariant(command.snapshot, `Command ${command.commandId} is ${command.status} without a snapshot of its order`)
  return success(status, presentOrder(command.snapshot))
}

/** The answer of a command that came out earlier; null while it has not. */
export async function recallOutcome(deps: ApiDeps, commandId: CommandId, status: number): Promise<Answer | null> {
  const command = await readCommand(deps.db, commandId)
  return command === null || command.status === 'PENDING' ? null : answerOutcome(command, status)
}
