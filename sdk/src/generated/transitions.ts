// Written by `npm run sdk:generate` from the schemas and catalogues of the API. Changes here are lost.

import type { CommandKind, OrderStatus } from './types.ts'

/** When an order takes a command, and where it leads. */
export type Transition = {
  /** States in which the order takes the command. */
  readonly from: readonly OrderStatus[]
  /** The states that it leads through, to where it ends. */
  readonly paths: readonly (readonly OrderStatus[])[]
  /** Who may ask for it. */
  readonly actors: readonly ('BUYER' | 'SELLER' | 'SUPPORT')[]
}

/** The state machine of an order, the server's own. */
export const TRANSITIONS: Readonly<Record<CommandKind, Transition>> = {
  reserve: { from: ['ORDER_CREATED'], paths: [['FUNDS_RESERVED']], actors: ['BUYER'] },
  createEscrow: { from: ['FUNDS_RESERVED'], paths: [['ESCROW_CREATING', 'ESCROW_FUNDING']], actors: ['BUYER'] },
  fund: { from: ['ESCROW_CREATING', 'ESCROW_FUNDING'], paths: [['ESCROW_FUNDED', 'IN_PROGRESS']], actors: ['BUYER'] },
  completeMilestone: { from: ['IN_PROGRESS'], paths: [['IN_PROGRESS']], actors: ['SELLER'] },
  releaseMilestone: { from: ['IN_PROGRESS'], paths: [['IN_PROGRESS'], ['RELEASED', 'CLOSED']], actors: ['BUYER'] },
  release: { from: ['IN_PROGRESS'], paths: [['RELEASE_REQUESTED', 'RELEASED', 'CLOSED']], actors: ['BUYER'] },
  refund: { from: ['IN_PROGRESS'], paths: [['REFUND_REQUESTED', 'REFUNDED', 'CLOSED']], actors: ['BUYER', 'SELLER'] },
  dispute: { from: ['IN_PROGRESS'], paths: [['DISPUTED']], actors: ['BUYER', 'SELLER'] },
  resolve: {
    from: ['DISPUTED'],
    paths: [
      ['RELEASED', 'CLOSED'],
      ['REFUNDED', 'CLOSED'],
    ],
    actors: ['SUPPORT'],
  },
  cancel: { from: ['ORDER_CREATED', 'FUNDS_RESERVED'], paths: [['CLOSED']], actors: ['BUYER', 'SELLER'] },
}
