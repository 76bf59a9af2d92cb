import { notePendingCommand, type PendingCommand } from '../../db/commands/notePending.ts'
import type { ApiDeps } from '../deps.ts'

/**
 * Makes an accepted command findable before any worker has taken it up, because its caller is sent to look for it.
 * The workflow's own outcome wins, whichever comes first.
 */
export async function notePending(deps: ApiDeps, command: PendingCommand): Promise<void> {
  try {
    await notePendingCommand(deps.db, command)
  } catch (error) {
    // The command is accepted all the same; until a worker has taken it up, its page says "not found".
    deps.logger.warn({ err: error, ...command }, 'An accepted command could not be noted')
  }
}
