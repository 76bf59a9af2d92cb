import type { CommandId } from '../../domain/ids.ts'
import type { CommandView } from './read.ts'

/** Somebody's wait for one command. */
export type Waiting = {
  /** The final outcome as soon as it is known, or null when the time is over. */
  outcome(timeoutMs: number): Promise<CommandView | null>
  /** Ends the wait; to be called in any case. */
  release(): void
}

/** More callers wait at once than this process should hold. */
export class TooManyWaiters extends Error {
  override readonly name = 'TooManyWaiters'

  constructor(limit: number) {
    super(`${limit} callers already wait for outcomes here. Nothing was sent; repeat the request shortly.`)
  }
}

export type Waiters = {
  register(commandId: CommandId): Waiting
  waitedFor(): CommandId[]
  isWaitedFor(commandId: string): boolean
  count(): number
  settle(command: CommandView): void
  /** Ends every wait without an outcome, also those that begin from now on. */
  giveUp(): void
}

/** Who waits for which command: bounded, and empty again when everybody has released. */
export function createWaiters(limit: number): Waiters {
  const waiters = new Map<string, Set<(command: CommandView | null) => void>>()
  let count = 0
  let hasGivenUp = false

  function register(commandId: CommandId): Waiting {
    if (count >= limit) throw new TooManyWaiters(limit)
    const { promise, resolve } = Promise.withResolvers<CommandView | null>()
    const others = waiters.get(commandId) ?? new Set()
    waiters.set(commandId, others.add(resolve))
    count++
    if (hasGivenUp) resolve(null)
    return {
      outcome: (timeoutMs) => withinTime(promise, timeoutMs),
      release() {
        if (!others.delete(resolve)) return
        count--
        if (others.size === 0) waiters.delete(commandId)
      },
    }
  }

  return {
    register,
    waitedFor: () => [...waiters.keys()] as CommandId[],
    isWaitedFor: (commandId) => waiters.has(commandId),
    count: () => count,
    settle: (command) => waiters.get(command.commandId)?.forEach((resolve) => void resolve(command)),
    giveUp() {
      hasGivenUp = true
      waiters.forEach((those) => void those.forEach((resolve) => void resolve(null)))
    },
  }
}

async function withinTime<T>(promise: Promise<T>, timeoutMs: number): Promise<T | null> {
  const { promise: timeout, resolve } = Promise.withResolvers<null>()
  const timer = setTimeout(() => resolve(null), timeoutMs)
  try {
    return await Promise.race([promise, timeout])
  } finally {
    clearTimeout(timer)
  }
}
