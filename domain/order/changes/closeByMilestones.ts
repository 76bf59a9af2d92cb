import type { EventDraft } from '../../events.ts'
import { formatCents } from '../../money.ts'
import type { OrderChange } from '../change.ts'
import type { totals } from '../milestones.ts'
import type { OrderState } from '../state.ts'
import { escrowEvent, orderEvent, succeeded } from '../step.ts'
import { settleDispute } from './dispute.ts'
import { escrowOf } from './escrowOf.ts'
import type { MilestonePayment } from './payMilestone.ts'

type Closing = {
  readonly next: Pick<OrderState, 'status' | 'finalStatus' | 'escrow' | 'underway' | 'resolution'>
  readonly draft: Pick<OrderChange, 'passesThrough' | 'stamps' | 'escrow' | 'dispute' | 'outcome'>
  readonly events: readonly EventDraft[]
}

/** What closing adds to the payment of the last open milestone: how all of them came out together. */
export function closeByMilestones(
  state: OrderState,
  { kind, commandId, proof }: MilestonePayment,
  { released, refunded, finalStatus }: ReturnType<typeof totals>,
): Closing {
  const { terms, resolution } = state
  const escrow = { ...escrowOf(state), status: finalStatus } as const
  const backToBuyer = kind === 'refund' || (kind === 'resolve' && resolution?.decision === 'FULL_REFUND')
  const settled = kind === 'resolve' && resolution !== null ? settleDispute(state, resolution) : null
  const onChain = { transactionHash: proof.transactionHash }
  return {
    next: { status: 'CLOSED', finalStatus, escrow, underway: null, resolution: null },
    draft: {
      passesThrough: [backToBuyer ? 'REFUNDED' : 'RELEASED'],
      stamps: ['closedAt'],
      escrow,
      ...(settled && { dispute: settled.patch }),
      outcome: succeeded(commandId, kind),
    },
    events: [
      ...(released > 0n
        ? [orderEvent(terms, 'order.released', { status: 'RELEASED', amount: formatCents(released), ...onChain })]
        : []),
      ...(refunded > 0n
        ? [orderEvent(terms, 'order.refunded', { status: 'REFUNDED', amount: formatCents(refunded), ...onChain })]
        : []),
      kind === 'release' || kind === 'releaseMilestone'
        ? escrowEvent(escrow, terms, 'escrow.released', onChain)
        : escrowEvent(escrow, terms, 'escrow.resolved', { ...onChain, finalStatus }),
      ...(settled ? [settled.event] : []),
      orderEvent(terms, 'order.closed', { status: 'CLOSED', finalStatus }),
    ],
  }
}
