import type { CommandId } from '../../ids.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import type { OrderState } from '../state.ts'
import { balanceEvent, escrowEvent, makeStep, orderEvent, pending, type Step, succeeded } from '../step.ts'
import { escrowOf } from './escrowOf.ts'

/** Funding was asked for before the contract stands; it starts by itself when the deployment is confirmed. */
export function queueFunding(state: OrderState, commandId: CommandId): Step {
  return makeStep(
    state,
    'recordFundingQueued',
    { commandId, name: 'queued' },
    { queuedFund: commandId },
    {
      stamps: [],
      outcome: pending(commandId, 'fund'),
      events: [],
    },
  )
}

/** The buyer's wallet is about to pay the contract. */
export function startFunding(state: OrderState, commandId: CommandId): Step {
  const escrow = { ...escrowOf(state), status: 'FUNDING' } as const
  return makeStep(
    state,
    'recordFundingStart',
    { commandId, name: 'started' },
    { escrow, queuedFund: null, underway: { commandId, kind: 'fund' } },
    {
      stamps: [],
      escrow,
      outcome: pending(commandId, 'fund'),
      events: [
        orderEvent(state.terms, 'order.escrow_funding', { status: 'ESCROW_FUNDING', escrowId: escrow.escrowId }),
      ],
    },
  )
}

/** The contract holds the money: work can begin. */
export function funded(state: OrderState, commandId: CommandId, proof: ChainProof): Step {
  const { terms } = state
  const escrow = { ...escrowOf(state), status: 'FUNDED' } as const
  const onChain = { escrowId: escrow.escrowId, contractId: escrow.contractId, transactionHash: proof.transactionHash }
  return makeStep(
    state,
    'recordFunding',
    { commandId, name: 'funded' },
    { status: 'IN_PROGRESS', escrow, underway: null },
    {
      passesThrough: ['ESCROW_FUNDED'],
      stamps: ['fundedAt'],
      posting: { rule: 'fund', contractId: escrow.contractId, proof },
      escrow,
      outcome: succeeded(commandId, 'fund'),
      events: [
        orderEvent(terms, 'order.escrow_funded', { status: 'ESCROW_FUNDED', ...onChain }),
        escrowEvent(escrow, terms, 'escrow.funded', { transactionHash: proof.transactionHash }),
        balanceEvent(terms, 'balance.debited', terms.buyerId, { reason: 'escrow_funded' }),
        orderEvent(terms, 'order.in_progress', { status: 'IN_PROGRESS' }),
      ],
    },
  )
}
