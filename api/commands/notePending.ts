import { commands } from '../../db/schema.ts'
import type { CommandId, OrderId } from '../../domain/ids.ts'
import type { ApiDeps } from '../deps.ts'

type Accepted = { readonly commandId: CommandId; readonly orderId: OrderId; readonly kind: string }

/**
 * Makes an accepted command findable before any worker has taken it up, because its caller is sent to look for it.
 * The workflow's own outcome wins, whichever comes first.
 */
export async function notePending(deps: ApiDeps, command: Accepted): Promise<void> {
  try {
    await deps.db.orm
      .insert(commands)
      .values({ ...command, status: 'PENDING' })
      .onConflictDoNothing()
  } catch (error) {
    // The command is accepted all the same; until a worker has taken it up, its page says "not found".
    deps.logger.warn({ err: error, ...command }, 'An accepted command could not be noted')
  }
}
