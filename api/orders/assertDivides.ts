import { isSplitPayable } from '../../domain/fees/payable.ts'
import { formatCents } from '../../domain/money.ts'
import { type DisputeDecision, divide } from '../../domain/order/dispute.ts'
import { allocate, hasMilestones, openAmount, openMilestones } from '../../domain/order/milestones.ts'
import type { OrderState } from '../../domain/order/state.ts'
import { feePolicyOf } from '../../domain/order/terms.ts'
import { ApiError, validationError } from '../apiError.ts'

/** The fields with which a split names its parts. */
export const SPLIT_PARTS = ['releaseAmount', 'refundAmount'] as const
type SplitPart = (typeof SPLIT_PARTS)[number]

/** A decision on a dispute; amounts are strings of stroops. */
export type ProposedDecision = { readonly decision: DisputeDecision } & { readonly [P in SplitPart]?: string }

/**
 * Refuses a split that does not add up, or that the contract could not pay. A disputed order is frozen: what is open of it
 * stays as it is until the decision.
 */
export function assertDivides(
  state: OrderState,
  proposed: ProposedDecision,
  spelling: (field: string) => string,
): void {
  const open = openAmount(state)
  const division = divide(open, proposed.decision, proposed)
  if (division === null) {
    const what = hasMilestones(state.terms) ? 'what has not been paid out' : "the order's amount"
    const message = `must add up with the other part to ${what}, ${formatCents(open)}`
    throw validationError(SPLIT_PARTS.map((part) => ({ field: spelling(part), message })))
  }
  // The others hand out whole parts of the order, which was made sure of when it was created.
  if (proposed.decision !== 'SPLIT') return
  const parts = hasMilestones(state.terms) ? allocate(openMilestones(state), division.release) : [division]
  const fees = { platformFeeBps: state.terms.platformFeeBps, feePolicy: feePolicyOf(state.terms) }
  if (isSplitPayable(parts, fees)) return
  const details = { releaseAmount: formatCents(division.release), refundAmount: formatCents(division.refund) }
  throw new ApiError(
    'FEES_NOT_PAYABLE',
    `Of ${details.releaseAmount} for the seller and ${details.refundAmount} for the buyer the fees would leave one of them less than 0.01. Make the smaller part larger.`,
    { details },
  )
}
