import type { EventDraft } from '../../events.ts'
import type { CommandId, UserId } from '../../ids.ts'
import { invariant } from '../../invariant.ts'
import { type PersonPayout, releasePayout } from '../../ledger/personPayout.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import { resolutionPayout } from '../../ledger/resolutionPayout.ts'
import { formatCents, formatExact, type Stroops, stroops } from '../../money.ts'
import type { OrderPosting } from '../change.ts'
import { isFinal, type Milestone, milestoneAt, totals, withMilestone } from '../milestones.ts'
import type { MilestoneState, OrderState } from '../state.ts'
import { balanceEvent, makeStep, orderEvent, type Step, succeeded } from '../step.ts'
import { feePolicyOf } from '../terms.ts'
import { closeByMilestones } from './closeByMilestones.ts'
import { escrowOf } from './escrowOf.ts'
import { factsOf } from './milestone.ts'
import { dueTo } from './topUps.ts'

/** One milestone as the contract paid it out: by a release, or by the resolution that a refund or a dispute ends in. */
export type MilestonePayment = {
  readonly commandId: CommandId
  readonly kind: 'releaseMilestone' | 'release' | 'refund' | 'resolve'
  readonly index: number
  readonly releaseStroops: string
  readonly refundStroops: string
  readonly proof: ChainProof
}

/** Books one milestone. The payment of the last open one closes the order. */
export function payMilestone(state: OrderState, payment: MilestonePayment): Step {
  const { commandId, kind, index, proof } = payment
  const milestone = milestoneAt(state, index)
  invariant(!isFinal(milestone), `Milestone ${index} of order ${state.terms.orderId} has been paid out`)
  const payout = payoutOf(state, payment)
  const milestones = withMilestone(state, index, paidAs(milestone, payment))
  const paid = { ...state, milestones }
  const close = milestones.every(isFinal) ? closeByMilestones(paid, payment, totals(paid)) : null
  const { sellerId, buyerId } = state.terms
  return makeStep(
    state,
    'recordMilestonePayout',
    { commandId, name: `paid:${index}` },
    { milestones, ...close?.next },
    {
      stamps: [],
      posting: postingOf(state, payment),
      topUps: [
        ...dueTo(sellerId, payout.seller.topUp, milestone.ref),
        ...dueTo(buyerId, payout.buyer.topUp, milestone.ref),
      ],
      ...(kind === 'releaseMilestone' && { outcome: succeeded(commandId, kind) }),
      ...close?.draft,
      events: [
        milestoneEvent(state, milestone, payment),
        ...credited(state, sellerId, payout.seller, milestone, proof),
        ...credited(state, buyerId, payout.buyer, milestone, proof),
        ...(close?.events ?? []),
      ],
    },
  )
}

function isRelease({ kind }: MilestonePayment): boolean {
  return kind === 'release' || kind === 'releaseMilestone'
}

/** The contract's arithmetic and the fee policy: what each side is credited and still lacks in its wallet. */
function payoutOf(state: OrderState, payment: MilestonePayment): { seller: PersonPayout; buyer: PersonPayout } {
  const { platformFeeBps } = state.terms
  const policy = feePolicyOf(state.terms)
  const release = stroops(BigInt(payment.releaseStroops))
  const refund = stroops(BigInt(payment.refundStroops))
  if (!isRelease(payment)) return resolutionPayout({ release, refund, dust: stroops(0n) }, platformFeeBps, policy)
  return { seller: releasePayout(release, platformFeeBps, policy), buyer: NOTHING }
}

const ZERO = stroops(0n)
const NOTHING: PersonPayout = { protocol: ZERO, platform: ZERO, receiver: ZERO, credited: ZERO, topUp: ZERO }

function postingOf(state: OrderState, payment: MilestonePayment): OrderPosting {
  const { index: milestone, proof, releaseStroops, refundStroops } = payment
  const by = { contractId: escrowOf(state).contractId, proof, milestone }
  if (isRelease(payment)) return { rule: 'release', ...by }
  return { rule: 'resolution', ...by, releaseStroops, refundStroops, dustStroops: '0' }
}

function paidAs(milestone: Milestone, payment: MilestonePayment): Partial<MilestoneState> {
  const released = BigInt(payment.releaseStroops)
  invariant(
    released + BigInt(payment.refundStroops) === milestone.amount,
    `The payout of milestone ${milestone.ref} does not add up to its amount`,
  )
  const status = released === milestone.amount ? 'RELEASED' : released === 0n ? 'REFUNDED' : 'SPLIT'
  return { status, releasedStroops: payment.releaseStroops, transactionHash: payment.proof.transactionHash }
}

function milestoneEvent(state: OrderState, milestone: Milestone, payment: MilestonePayment): EventDraft {
  const facts = { ...factsOf(milestone), transactionHash: payment.proof.transactionHash }
  if (isRelease(payment)) return orderEvent(state.terms, 'milestone.released', facts)
  return orderEvent(state.terms, 'milestone.resolved', {
    ...facts,
    releaseAmount: cents(payment.releaseStroops),
    refundAmount: cents(payment.refundStroops),
  })
}

function cents(amountStroops: string): string {
  return formatCents(stroops(BigInt(amountStroops)))
}

function credited(
  { terms }: OrderState,
  userId: UserId,
  payout: { credited: Stroops },
  { ref }: Milestone,
  proof: ChainProof,
): EventDraft[] {
  if (payout.credited === 0n) return []
  return [
    balanceEvent(terms, 'balance.credited', userId, {
      reason: userId === terms.sellerId ? 'milestone_released' : 'milestone_refunded',
      milestoneRef: ref,
      amount: formatCents(payout.credited),
      amountExact: formatExact(payout.credited),
      transactionHash: proof.transactionHash,
    }),
  ]
}
