import type { CommandId } from '../../ids.ts'
import { releasePayout } from '../../ledger/personPayout.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import { formatCents, formatExact } from '../../money.ts'
import { withOpenMilestones } from '../milestones.ts'
import type { OrderState } from '../state.ts'
import { balanceEvent, escrowEvent, makeStep, orderEvent, pending, type Step, succeeded } from '../step.ts'
import { amountOf, feePolicyOf } from '../terms.ts'
import { escrowOf } from './escrowOf.ts'
import { dueTo } from './topUps.ts'

/** The buyer approves. From here the order cannot turn to a refund. */
export function requestRelease(state: OrderState, commandId: CommandId): Step {
  const escrow = { ...escrowOf(state), status: 'RELEASING' } as const
  return makeStep(
    state,
    'recordReleaseRequest',
    { commandId, name: 'requested' },
    {
      status: 'RELEASE_REQUESTED',
      escrow,
      milestones: withOpenMilestones(state, 'RELEASING'),
      underway: { commandId, kind: 'release' },
    },
    {
      stamps: [],
      escrow,
      outcome: pending(commandId, 'release'),
      events: [orderEvent(state.terms, 'order.release_requested', { status: 'RELEASE_REQUESTED' })],
    },
  )
}

/** The contract has paid: the seller is credited, the protocol's fee becomes due from the treasury, the order closes. */
export function released(state: OrderState, commandId: CommandId, proof: ChainProof): Step {
  const { terms } = state
  const escrow = { ...escrowOf(state), status: 'RELEASED' } as const
  const payout = releasePayout(amountOf(terms), terms.platformFeeBps, feePolicyOf(terms))
  const facts = {
    transactionHash: proof.transactionHash,
    creditedExact: formatExact(payout.credited),
    protocolFeeExact: formatExact(payout.protocol),
    platformFeeExact: formatExact(payout.platform),
  }
  return makeStep(
    state,
    'recordRelease',
    { commandId, name: 'released' },
    { status: 'CLOSED', finalStatus: 'RELEASED', escrow, underway: null },
    {
      passesThrough: ['RELEASED'],
      stamps: ['closedAt'],
      posting: { rule: 'release', contractId: escrow.contractId, proof },
      escrow,
      topUps: dueTo(terms.sellerId, payout.topUp, ''),
      outcome: succeeded(commandId, 'release'),
      events: [
        orderEvent(terms, 'order.released', { status: 'RELEASED', ...facts }),
        escrowEvent(escrow, terms, 'escrow.released', { transactionHash: proof.transactionHash }),
        balanceEvent(terms, 'balance.credited', terms.sellerId, {
          reason: 'order_released',
          amount: formatCents(payout.credited),
        }),
        orderEvent(terms, 'order.closed', { status: 'CLOSED', finalStatus: 'RELEASED' }),
      ],
    },
  )
}
