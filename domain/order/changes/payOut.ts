import type { EventDraft } from '../../events.ts'
import type { CommandId } from '../../ids.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import { resolutionPayout } from '../../ledger/resolutionPayout.ts'
import { formatCents, formatExact, type Stroops, stroops } from '../../money.ts'
import type { DisputePatch, PaidOut, Recorder } from '../change.ts'
import type { OrderState } from '../state.ts'
import type { FinalStatus } from '../status.ts'
import { balanceEvent, escrowEvent, makeStep, orderEvent, type Step, succeeded } from '../step.ts'
import { feePolicyOf } from '../terms.ts'
import { escrowOf } from './escrowOf.ts'
import { dueTo } from './topUps.ts'

export type Payout = {
  readonly record: Recorder
  readonly commandId: CommandId
  readonly kind: 'refund' | 'resolve'
  readonly finalStatus: Exclude<FinalStatus, 'CANCELED'>
  readonly proof: ChainProof
  readonly paid: PaidOut
  readonly dispute?: DisputePatch
  /** Events between the payouts and the closing. */
  readonly extraEvents?: readonly EventDraft[]
}

/** The contract has paid out after a dispute, whoever got what: both are credited, fees become due, the order closes. */
export function payOut(state: OrderState, payout: Payout): Step {
  const { terms } = state
  const { finalStatus, proof, paid } = payout
  const escrow = { ...escrowOf(state), status: finalStatus } as const
  const parts = {
    release: stroops(BigInt(paid.releaseStroops)),
    refund: stroops(BigInt(paid.refundStroops)),
    dust: stroops(BigInt(paid.dustStroops)),
  }
  const { seller, buyer } = resolutionPayout(parts, terms.platformFeeBps, feePolicyOf(terms))
  const onChain = { transactionHash: proof.transactionHash }
  return makeStep(
    state,
    payout.record,
    { commandId: payout.commandId, name: 'paidOut' },
    { status: 'CLOSED', finalStatus, escrow, underway: null, resolution: null },
    {
      passesThrough: [finalStatus === 'REFUNDED' ? 'REFUNDED' : 'RELEASED'],
      stamps: ['closedAt'],
      posting: { rule: 'resolution', contractId: escrow.contractId, proof, ...paid },
      escrow,
      ...(payout.dispute && { dispute: payout.dispute }),
      topUps: [...dueTo(terms.sellerId, seller.topUp, ''), ...dueTo(terms.buyerId, buyer.topUp, '')],
      outcome: succeeded(payout.commandId, payout.kind),
      events: [
        ...(parts.release > 0n
          ? [
              orderEvent(terms, 'order.released', {
                status: 'RELEASED',
                ...amounts(parts.release, seller.credited),
                ...onChain,
              }),
              balanceEvent(terms, 'balance.credited', terms.sellerId, credited('order_released', seller.credited)),
            ]
          : []),
        ...(parts.refund > 0n
          ? [
              orderEvent(terms, 'order.refunded', {
                status: 'REFUNDED',
                ...amounts(parts.refund, buyer.credited),
                ...onChain,
              }),
              balanceEvent(terms, 'balance.credited', terms.buyerId, credited('order_refunded', buyer.credited)),
            ]
          : []),
        escrowEvent(escrow, terms, 'escrow.resolved', { ...onChain, finalStatus }),
        ...(payout.extraEvents ?? []),
        orderEvent(terms, 'order.closed', { status: 'CLOSED', finalStatus }),
      ],
    },
  )
}

function amounts(gross: Stroops, creditedAmount: Stroops): { amount: string; creditedExact: string } {
  return { amount: formatCents(gross), creditedExact: formatExact(creditedAmount) }
}

function credited(reason: string, amount: Stroops): { reason: string; amount: string } {
  return { reason, amount: formatCents(amount) }
}
