import type { CommandId, OrderId } from '../../domain/ids.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import { cancel } from '../../domain/order/changes/cancel.ts'
import { deployed, noteContractId, requestEscrow } from '../../domain/order/changes/createEscrow.ts'
import { acceptDecision, frozen, openDispute, resolved } from '../../domain/order/changes/dispute.ts'
import { funded, queueFunding, startFunding } from '../../domain/order/changes/fund.ts'
import { milestoneCompleted, requestCompletion, requestMilestoneRelease } from '../../domain/order/changes/milestone.ts'
import { type MilestonePayment, payMilestone } from '../../domain/order/changes/payMilestone.ts'
import { refunded, requestRefund } from '../../domain/order/changes/refund.ts'
import { released, requestRelease } from '../../domain/order/changes/release.ts'
import { reserve } from '../../domain/order/changes/reserve.ts'
import type { CompleteMilestoneCommand, OrderCommand } from '../../domain/order/command.ts'
import type { Plan } from '../../domain/order/decide.ts'
import { allocate, hasMilestones, type Milestone, openAmount, openMilestones } from '../../domain/order/milestones.ts'
import type { OrderState } from '../../domain/order/state.ts'
import type { Step } from '../../domain/order/step.ts'

/** Whether the imaginary chain does what it is asked, or leaves orders waiting for it. */
export type Chain = 'quick' | 'stuck'

export type Make = (state: OrderState) => Step

/**
 * The steps that an accepted command leads to: `first` is what the decision commits at once, `later` what the chain reports,
 * each made from the state that the one before left.
 */
export function stepsOf(state: OrderState, command: OrderCommand, plan: Plan): { first: Make; later: Make[] } {
  const { commandId } = command
  const proof = proofOf(commandId)
  const amount = state.terms.amountStroops
  const inMilestones = hasMilestones(state.terms)
  switch (plan.do) {
    case 'reserve':
      return { first: (now) => reserve(now, commandId), later: [] }
    case 'cancel':
      return { first: (now) => cancel(now, { ...command, kind: 'cancel' }), later: [] }
    case 'createEscrow':
      return {
        first: (now) => requestEscrow(now, commandId),
        later: [
          (now) => noteContractId(now, commandId, contractIdOf(state.terms.orderId)),
          (now) => deployed(now, commandId),
        ],
      }
    case 'queueFund':
      return { first: (now) => queueFunding(now, commandId), later: [] }
    case 'fund':
      return { first: (now) => startFunding(now, commandId), later: [(now) => funded(now, commandId, proof)] }
    case 'completeMilestone':
      return {
        first: (now) => requestCompletion(now, command as CompleteMilestoneCommand, plan.milestone),
        later: [(now) => milestoneCompleted(now, commandId, plan.milestone, proof.transactionHash)],
      }
    case 'releaseMilestone':
      return {
        first: (now) => requestMilestoneRelease(now, commandId, plan.milestone),
        later: payments({ commandId, kind: 'releaseMilestone' }, [plan.milestone], plan.milestone.amount),
      }
    case 'release':
      return {
        first: (now) => requestRelease(now, commandId),
        later: inMilestones
          ? payments({ commandId, kind: 'release' }, openMilestones(state), openAmount(state))
          : [(now) => released(now, commandId, proof)],
      }
    case 'refund':
      return {
        first: (now) => requestRefund(now, { ...command, kind: 'refund' }),
        later: inMilestones
          ? payments({ commandId, kind: 'refund' }, openMilestones(state), stroops(0n))
          : [(now) => refunded(now, commandId, proof, paid('0', amount))],
      }
    case 'dispute':
      return {
        first: (now) => openDispute(now, command as Extract<OrderCommand, { kind: 'dispute' }>),
        later: [(now) => frozen(now, commandId, proof)],
      }
    case 'resolve': {
      const { resolution } = plan
      const out = paid(resolution.releaseStroops, resolution.refundStroops)
      return {
        first: (now) => acceptDecision(now, resolution),
        later: inMilestones
          ? payments({ commandId, kind: 'resolve' }, openMilestones(state), stroops(BigInt(resolution.releaseStroops)))
          : [(now) => resolved(now, resolution, proof, out)],
      }
    }
  }
}

/** The contract pays milestone by milestone, the seller's part from the first one on. */
function payments(
  cause: Pick<MilestonePayment, 'commandId' | 'kind'>,
  milestones: readonly Milestone[],
  releaseAmount: Stroops,
): Make[] {
  return allocate(milestones, releaseAmount).map(({ index, release, refund }) => {
    const { transactionHash, ledger } = proofOf(cause.commandId)
    const proof = { transactionHash: `${index}${transactionHash}`.slice(0, 64), ledger }
    const parts = { releaseStroops: String(release), refundStroops: String(refund) }
    return (now) => payMilestone(now, { ...cause, index, ...parts, proof })
  })
}

function paid(releaseStroops: string, refundStroops: string) {
  return { releaseStroops, refundStroops, dustStroops: '0' }
}

function contractIdOf(orderId: OrderId): string {
  return `C${orderId.slice('ord_'.length).toUpperCase().replaceAll(/[018]/g, '7').replaceAll('9', '6').padEnd(55, 'A')}`
}

function proofOf(commandId: CommandId) {
  return { transactionHash: Buffer.from(commandId).toString('hex').padEnd(64, '0').slice(0, 64), ledger: 7 }
}
