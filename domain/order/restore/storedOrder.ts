import type { CommandId } from '../../ids.ts'
import type { Deadline } from '../deadlines.ts'
import type { DisputeDecision, DisputeState } from '../dispute.ts'
import type { EscrowState, MilestoneState } from '../state.ts'
import type { OrderStatus } from '../status.ts'
import type { OrderTerms } from '../terms.ts'
import type { StoredCommand } from './neverTaken.ts'

/** A change that was committed: by which command, and its name within that. */
export type StoredChange = { readonly version: number; readonly commandId: CommandId; readonly name: string }

export type StoredDispute = Omit<DisputeState, 'onChain' | 'handedOver'> & {
  readonly description: string | null
  readonly decision: DisputeDecision | null
  readonly releaseStroops: string | null
  readonly refundStroops: string | null
  readonly note: string | null
}

/** Everything that the database knows of an order that is open. */
export type StoredOrder = {
  readonly terms: OrderTerms
  readonly status: OrderStatus
  readonly version: number
  readonly escrow: EscrowState | null
  readonly milestones: readonly MilestoneState[]
  readonly dispute: StoredDispute | null
  readonly deadlines: readonly Deadline[]
  /** In the order in which they were committed. */
  readonly changes: readonly StoredChange[]
  /** In the order in which they came. */
  readonly commands: readonly StoredCommand[]
  /** How often the contract's life was extended, and when last or, before that, when it was deployed; 0: not yet. */
  readonly renewal: { readonly count: number; readonly lastMs: number }
}

/** Takes a change's key apart. */
export function readChangeKey(orderId: string, key: string): { commandId: CommandId; name: string } {
  const [commandId = '', ...name] = key.slice(orderId.length + 1).split(':')
  return { commandId: commandId as CommandId, name: name.join(':') }
}
