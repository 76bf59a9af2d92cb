import type { CommandId } from '../../ids.ts'
import type { ChainProof } from '../../ledger/posting.ts'
import type { PaidOut } from '../change.ts'
import type { RefundCommand } from '../command.ts'
import { withOpenMilestones } from '../milestones.ts'
import type { OrderState } from '../state.ts'
import { makeStep, orderEvent, pending, type Step } from '../step.ts'
import { escrowOf } from './escrowOf.ts'
import { payOut } from './payOut.ts'

/** The buyer shall have the money back. From here the order cannot turn to a release. */
export function requestRefund(state: OrderState, command: RefundCommand): Step {
  const { commandId } = command
  const escrow = { ...escrowOf(state), status: 'RESOLVING' } as const
  return makeStep(
    state,
    'recordRefundRequest',
    { commandId, name: 'requested' },
    {
      status: 'REFUND_REQUESTED',
      escrow,
      milestones: withOpenMilestones(state, 'RESOLVING'),
      underway: { commandId, kind: 'refund' },
    },
    {
      stamps: [],
      escrow,
      outcome: pending(commandId, 'refund'),
      events: [
        orderEvent(state.terms, 'order.refund_requested', {
          status: 'REFUND_REQUESTED',
          reason: command.reason ?? null,
        }),
      ],
    },
  )
}

/** The contract has paid the buyer back: the order closes. */
export function refunded(state: OrderState, commandId: CommandId, proof: ChainProof, paid: PaidOut): Step {
  return payOut(state, {
    record: 'recordRefund',
    commandId,
    kind: 'refund',
    finalStatus: 'REFUNDED',
    proof,
    paid,
  })
}
