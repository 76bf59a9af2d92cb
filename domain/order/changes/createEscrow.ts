import type { CommandId } from '../../ids.ts'
import type { OrderState } from '../state.ts'
import { escrowEvent, escrowIdOf, makeStep, orderEvent, pending, type Step, succeeded } from '../step.ts'
import { escrowOf } from './escrowOf.ts'

/** The escrow is wanted: from here the order can no longer be cancelled. */
export function requestEscrow(state: OrderState, commandId: CommandId): Step {
  const escrow = { escrowId: escrowIdOf(state.terms), status: 'CREATING', contractId: null } as const
  return makeStep(
    state,
    'recordEscrowRequest',
    { commandId, name: 'requestEscrow' },
    { status: 'ESCROW_CREATING', escrow, underway: { commandId, kind: 'createEscrow' } },
    {
      stamps: [],
      escrow: { escrowId: escrow.escrowId, status: 'CREATING' },
      outcome: pending(commandId, 'createEscrow'),
      events: [
        orderEvent(state.terms, 'order.escrow_creating', { status: 'ESCROW_CREATING', escrowId: escrow.escrowId }),
      ],
    },
  )
}

/** The contract's address is known from the verified transaction, before the network has it: the caller gets an answer. */
export function noteContractId(state: OrderState, commandId: CommandId, contractId: string): Step {
  const escrow = { escrowId: escrowIdOf(state.terms), status: 'CREATING', contractId } as const
  return makeStep(
    state,
    'recordContractId',
    { commandId, name: 'contractId' },
    { escrow },
    {
      stamps: [],
      escrow,
      outcome: succeeded(commandId, 'createEscrow'),
      events: [],
    },
  )
}

/** The network has confirmed the contract. */
export function deployed(state: OrderState, commandId: CommandId): Step {
  const escrow = { ...escrowOf(state), status: 'CREATED' } as const
  return makeStep(
    state,
    'recordDeployment',
    { commandId, name: 'deployed' },
    { status: 'ESCROW_FUNDING', escrow, underway: null },
    {
      stamps: [],
      escrow,
      events: [escrowEvent(escrow, state.terms, 'escrow.created')],
    },
  )
}
