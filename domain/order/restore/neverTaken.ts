import type { CommandId } from '../../ids.ts'
import type { OrderCommand } from '../command.ts'
import type { StoredOrder } from './storedOrder.ts'

/** A command as the database knows it; `milestones` are those that were busy right after it was taken up. */
export type StoredCommand = {
  readonly commandId: CommandId
  readonly kind: string
  readonly status: 'PENDING' | 'SUCCEEDED' | 'REJECTED'
  readonly busyMilestones: readonly number[]
}

/** What these ask for is said by their kind alone. */
const PLAIN_KINDS = ['reserve', 'createEscrow', 'fund', 'release', 'refund', 'cancel'] as const

/** Commands that were accepted, and that the order had not looked at yet: sent again where the database can tell what they were. */
export function commandsNeverTaken({ commands, changes }: StoredOrder): {
  readonly commands: readonly OrderCommand[]
  readonly lost: readonly StoredCommand[]
} {
  const taken = new Set(changes.map(({ commandId }) => commandId))
  const waiting = commands.filter(({ commandId, status }) => status === 'PENDING' && !taken.has(commandId))
  const again = waiting.flatMap(({ commandId, kind }): OrderCommand[] => {
    const plain = PLAIN_KINDS.find((each) => each === kind)
    return plain === undefined ? [] : [{ kind: plain, commandId }]
  })
  const known = new Set(again.map(({ commandId }) => commandId))
  return { commands: again, lost: waiting.filter(({ commandId }) => !known.has(commandId)) }
}
