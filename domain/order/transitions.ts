import type { EventType } from '../events.ts'
import type { CommandKind } from './command.ts'
import type { OrderStatus } from './status.ts'

export type Transition = {
  /** States in which the command is accepted. */
  readonly from: readonly OrderStatus[]
  /** States among them in which an accepted command waits until the order has moved on by itself. */
  readonly waitsIn?: readonly OrderStatus[]
  /** The states that an accepted command leads through, to where it ends; more than one way where the command decides. */
  readonly paths: readonly (readonly OrderStatus[])[]
  /** The parties that may ask for it; the marketplace without an actor speaks for the buyer. */
  readonly actors: readonly ('BUYER' | 'SELLER' | 'SUPPORT')[]
  /** Whether a deadline may ask for it, too. */
  readonly byClock?: boolean
  /** The order's events on the way, in order. */
  readonly events: readonly EventType[]
}

/** The order's state machine: what `decide`, the API's allowed actions, the documents and the tests read. */
export const TRANSITIONS: Readonly<Record<CommandKind, Transition>> = {
  reserve: {
    from: ['ORDER_CREATED'],
    paths: [['FUNDS_RESERVED']],
    actors: ['BUYER'],
    events: ['order.funds_reserved'],
  },
  createEscrow: {
    from: ['FUNDS_RESERVED'],
    paths: [['ESCROW_CREATING', 'ESCROW_FUNDING']],
    actors: ['BUYER'],
    events: ['order.escrow_creating'],
  },
  fund: {
    from: ['ESCROW_CREATING', 'ESCROW_FUNDING'],
    // While the contract is still being deployed.
    waitsIn: ['ESCROW_CREATING'],
    paths: [['ESCROW_FUNDED', 'IN_PROGRESS']],
    actors: ['BUYER'],
    events: ['order.escrow_funding', 'order.escrow_funded', 'order.in_progress'],
  },
  completeMilestone: {
    from: ['IN_PROGRESS'],
    paths: [['IN_PROGRESS']],
    actors: ['SELLER'],
    events: ['milestone.completed'],
  },
  releaseMilestone: {
    from: ['IN_PROGRESS'],
    // The last milestone that is paid closes the order.
    paths: [['IN_PROGRESS'], ['RELEASED', 'CLOSED']],
    actors: ['BUYER'],
    byClock: true,
    events: ['milestone.released'],
  },
  release: {
    from: ['IN_PROGRESS'],
    paths: [['RELEASE_REQUESTED', 'RELEASED', 'CLOSED']],
    actors: ['BUYER'],
    byClock: true,
    events: ['order.release_requested', 'order.released', 'order.closed'],
  },
  refund: {
    from: ['IN_PROGRESS'],
    paths: [['REFUND_REQUESTED', 'REFUNDED', 'CLOSED']],
    actors: ['BUYER', 'SELLER'],
    events: ['order.refund_requested', 'order.refunded', 'order.closed'],
  },
  dispute: {
    from: ['IN_PROGRESS'],
    paths: [['DISPUTED']],
    actors: ['BUYER', 'SELLER'],
    events: ['order.disputed'],
  },
  resolve: {
    from: ['DISPUTED'],
    // FULL_RELEASE and SPLIT go through RELEASED, FULL_REFUND through REFUNDED. A split emits both payouts.
    paths: [
      ['RELEASED', 'CLOSED'],
      ['REFUNDED', 'CLOSED'],
    ],
    actors: ['SUPPORT'],
    events: ['order.released', 'order.refunded', 'order.closed'],
  },
  cancel: {
    from: ['ORDER_CREATED', 'FUNDS_RESERVED'],
    paths: [['CLOSED']],
    actors: ['BUYER', 'SELLER'],
    byClock: true,
    events: ['order.canceled', 'order.closed'],
  },
}

/** The commands that an order in this state accepts, for `details.allowedActions` and the SDK. */
export function allowedActions(status: OrderStatus): CommandKind[] {
  const kinds = Object.keys(TRANSITIONS) as CommandKind[]
  return kinds.filter((kind) => TRANSITIONS[kind].from.includes(status))
}
