import { releaseFees } from '../../fees/releaseFees.ts'
import type { CommandId } from '../../ids.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import { formatCents, formatExact, stroops } from '../../money.ts'
import type { OrderState } from '../state.ts'
import { balanceEvent, escrowEvent, makeStep, orderEvent, pending, type Step, succeeded } from '../step.ts'
import { amountOf } from '../terms.ts'
import { escrowOf } from './escrowOf.ts'

/** The buyer approves. From here the order cannot turn to a refund. */
export function requestRelease(state: OrderState, commandId: CommandId): Step {
  const escrow = { ...escrowOf(state), status: 'RELEASING' } as const
  return makeStep(
    state,
    'recordReleaseRequest',
    { commandId, name: 'requested' },
    { status: 'RELEASE_REQUESTED', escrow, underway: { commandId, kind: 'release' } },
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
  const fees = releaseFees(amountOf(terms), terms.platformFeeBps)
  const credited = stroops(amountOf(terms) - fees.platform)
  const payout = {
    transactionHash: proof.transactionHash,
    creditedExact: formatExact(credited),
    protocolFeeExact: formatExact(fees.protocol),
    platformFeeExact: formatExact(fees.platform),
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
      ...(fees.protocol > 0n && { topUps: [{ userId: terms.sellerId, amountStroops: String(fees.protocol) }] }),
      outcome: succeeded(commandId, 'release'),
      events: [
        orderEvent(terms, 'order.released', { status: 'RELEASED', ...payout }),
        escrowEvent(escrow, terms, 'escrow.released', { transactionHash: proof.transactionHash }),
        balanceEvent(terms, 'balance.credited', terms.sellerId, {
          reason: 'order_released',
          amount: formatCents(credited),
        }),
        orderEvent(terms, 'order.closed', { status: 'CLOSED', finalStatus: 'RELEASED' }),
      ],
    },
  )
}
