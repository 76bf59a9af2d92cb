import type { EventType } from '../events.ts'
import type { CommandKind } from './command.ts'
import type { OrderStatus } from './status.ts'

export type Transition = {
  /** States in which the command is accepted. */
  readonly from: readonly OrderStatus[]
  /** The states that an accepted command leads through; the last one is where it ends. */
  readonly path: readonly OrderStatus[]
  /** The parties that may ask for it; the marketplace without an actor speaks for the buyer. */
  readonly actors: readonly ('BUYER' | 'SELLER')[]
  /** The order's events on the way, in order. */
  readonly events: readonly EventType[]
}

/** The order's state machine: what `decide`, the API's allowed actions, the documents and the tests read. */
export const TRANSITIONS: Readonly<Record<CommandKind, Transition>> = {
  reserve: {
    from: ['ORDER_CREATED'],
    path: ['FUNDS_RESERVED'],
    actors: ['BUYER'],
    events: ['order.funds_reserved'],
  },
  createEscrow: {
    from: ['FUNDS_RESERVED'],
    path: ['ESCROW_CREATING', 'ESCROW_FUNDING'],
    actors: ['BUYER'],
    events: ['order.escrow_creating'],
  },
  fund: {
    // Accepted while the contract is still being deployed: the funding then waits for the deployment.
    from: ['ESCROW_CREATING', 'ESCROW_FUNDING'],
    path: ['ESCROW_FUNDED', 'IN_PROGRESS'],
    actors: ['BUYER'],
    events: ['order.escrow_funding', 'order.escrow_funded', 'order.in_progress'],
  },
  release: {
    from: ['IN_PROGRESS'],
    path: ['RELEASE_REQUESTED', 'RELEASED', 'CLOSED'],
    actors: ['BUYER'],
    events: ['order.release_requested', 'order.released', 'order.closed'],
  },
  cancel: {
    from: ['ORDER_CREATED', 'FUNDS_RESERVED'],
    path: ['CLOSED'],
    actors: ['BUYER', 'SELLER'],
    events: ['order.canceled', 'order.closed'],
  },
}

/** The commands that an order in this state accepts, for `details.allowedActions` and the SDK. */
export function allowedActions(status: OrderStatus): CommandKind[] {
  const kinds = Object.keys(TRANSITIONS) as CommandKind[]
  return kinds.filter((kind) => TRANSITIONS[kind].from.includes(status))
}
