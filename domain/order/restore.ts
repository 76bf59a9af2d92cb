import type { CommandId } from '../ids.ts'
import { invariant } from '../invariant.ts'
import type { OrderCommand } from './command.ts'
import { isFinal } from './milestones.ts'
import { commandsNeverTaken, type StoredCommand } from './restore/neverTaken.ts'
import type { StoredOrder } from './restore/storedOrder.ts'
import { type Unfinished, unfinishedIn } from './restore/unfinished.ts'
import type { MilestoneState, OrderState } from './state.ts'

/**
 * What an order's workflow is started with when Temporal has lost it. `commands` are sent to it at once, in this order:
 * those that were accepted and not finished. The state is from before they were accepted, but at the row's own version, so
 * they are accepted again; what they had committed has its key and is not done twice, and their chain steps are found
 * where they stand.
 */
export type RestoredOrder = {
  readonly carried: {
    readonly state: OrderState
    readonly standings: readonly (readonly [CommandId, 'SUCCEEDED' | 'REJECTED'])[]
    readonly renewal: StoredOrder['renewal']
  }
  readonly commands: readonly OrderCommand[]
  /** Accepted, and gone with Temporal: what they asked for is nowhere else. Whoever sent them has to send them again. */
  readonly lost: readonly StoredCommand[]
}

const STANDINGS_KEPT = 400

export function restoreOrder(order: StoredOrder): RestoredOrder {
  invariant(order.status !== 'CLOSED', `Order ${order.terms.orderId} is closed and needs no workflow`)
  const unfinished = unfinishedIn(order)
  const { commands: untouched, lost } = commandsNeverTaken(order)
  const commands = [...unfinished.map(({ command }) => command), ...untouched]
  const again = new Set(commands.map(({ commandId }) => commandId))
  const settled = order.commands.filter(({ commandId, status }) => status !== 'PENDING' && !again.has(commandId))
  const standings = settled.slice(-STANDINGS_KEPT).map(({ commandId, status }) => [commandId, status] as const)
  return {
    carried: {
      state: unfinished.reduceRight(undo, stateOf(order)),
      standings: standings as RestoredOrder['carried']['standings'],
      renewal: order.renewal,
    },
    commands,
    lost,
  }
}

/** The order as its row tells it, with nothing under way. */
function stateOf(order: StoredOrder): OrderState {
  const { terms, status, version, escrow, milestones, dispute, deadlines } = order
  return {
    terms,
    status,
    finalStatus: null,
    version,
    escrow,
    milestones,
    underway: null,
    queuedFund: null,
    dispute: dispute && {
      disputeId: dispute.disputeId,
      openedBy: dispute.openedBy,
      reason: dispute.reason,
      onChain: order.changes.some(({ name }) => name === 'frozen'),
      ...(order.changes.some(({ name }) => name === 'handedOver') && { handedOver: true }),
    },
    deadlines,
    resolution: null,
  }
}

/** Takes one command back: the state in which the order accepted it. */
function undo(state: OrderState, { command, milestone, paid }: Unfinished): OrderState {
  const reopened = (status: 'PENDING' | 'DISPUTED') =>
    state.milestones.map((each, index) => (isFinal(each) && !paid.has(index) ? each : reopen(each, status)))
  switch (command.kind) {
    case 'createEscrow':
      return { ...state, status: 'FUNDS_RESERVED', escrow: null }
    case 'fund':
      return { ...state, escrow: state.escrow && { ...state.escrow, status: 'CREATED' } }
    case 'completeMilestone':
    case 'releaseMilestone':
      return {
        ...state,
        milestones: state.milestones.map((each, index) => (index === milestone ? reopen(each, 'PENDING') : each)),
      }
    case 'release':
    case 'refund':
    case 'dispute': {
      const escrow = state.escrow && ({ ...state.escrow, status: 'FUNDED' } as const)
      return { ...state, status: 'IN_PROGRESS', escrow, dispute: null, milestones: reopened('PENDING') }
    }
    case 'resolve':
      return { ...state, milestones: reopened('DISPUTED') }
    default:
      return state
  }
}

function reopen(milestone: MilestoneState, status: MilestoneState['status']): MilestoneState {
  return { ...milestone, status, releasedStroops: null, transactionHash: null }
}
