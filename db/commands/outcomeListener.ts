import type { CommandId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { keepListening } from '../listen.ts'
import { type CommandView, readCommand, readCommands } from './read.ts'
import { createWaiters, type Waiters, type Waiting } from './waiters.ts'

export type OutcomeListener = {
  /** Begins to watch a command. Register before the command is sent, so that its outcome cannot pass unseen. */
  register(commandId: CommandId): Waiting
  /** The final outcome of a command, or null when the time is over. */
  waitFor(commandId: CommandId, timeoutMs: number): Promise<CommandView | null>
  /** How many callers wait. */
  waiting(): number
  close(): Promise<void>
}

/** A notification can get lost with its connection; re-reading bounds what that costs. */
const REREAD_MS = 250
const MAX_WAITERS = 10_000

/** Watches for outcomes on one LISTEN connection, however many callers wait. Returns at once, also while the database is away. */
export async function startOutcomeListener(db: Pick<Database, 'sql'>): Promise<OutcomeListener> {
  const waiters = createWaiters(MAX_WAITERS)
  const look = createReader(db, waiters)
  const listening = keepListening(db, 'outcomes', (commandId) => {
    if (waiters.isWaitedFor(commandId)) look([commandId])
  })
  const rereading = setInterval(() => look(waiters.waitedFor()), REREAD_MS)
  return {
    register: waiters.register,
    waiting: waiters.count,
    async waitFor(commandId, timeoutMs) {
      const waiting = waiters.register(commandId)
      try {
        const known = await readCommand(db, commandId)
        if (known && known.status !== 'PENDING') return known
        return await waiting.outcome(timeoutMs)
      } finally {
        waiting.release()
      }
    },
    async close() {
      clearInterval(rereading)
      waiters.giveUp()
      await listening.stop()
    },
  }
}

/** Reads commands and hands on those that are final; one query at a time, so asking often costs no more than asking once. */
function createReader(db: Pick<Database, 'sql'>, waiters: Waiters): (commandIds: readonly string[]) => void {
  const wanted = new Set<string>()
  let reading = false

  async function readWanted(): Promise<void> {
    reading = true
    while (wanted.size > 0) {
      const batch = [...wanted]
      wanted.clear()
      // While the database is away nobody's outcome can change; the next round asks again.
      const commands = await readCommands(db, batch).catch(() => [])
      for (const command of commands) if (command.status !== 'PENDING') waiters.settle(command)
    }
    reading = false
  }

  return (commandIds) => {
    for (const commandId of commandIds) wanted.add(commandId)
    if (wanted.size > 0 && !reading) void readWanted()
  }
}
