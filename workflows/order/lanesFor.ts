import type { CommandId } from '../../domain/ids.ts'
import { hasMilestones } from '../../domain/order/milestones.ts'
import type { Resolution } from '../../domain/order/state.ts'
import type { Desk } from './desk.ts'
import { disputeLane, refundLane, releaseLane, resolveLane } from './lane.ts'
import { disputeOpenLane, refundOpenLane, releaseOpenLane, resolveOpenLane } from './milestoneLane.ts'

type Lanes = {
  release(desk: Desk, commandId: CommandId): Promise<void>
  refund(desk: Desk, commandId: CommandId): Promise<void>
  dispute(desk: Desk, commandId: CommandId): Promise<void>
  resolve(desk: Desk, resolution: Resolution): Promise<void>
}

const WHOLE: Lanes = { release: releaseLane, refund: refundLane, dispute: disputeLane, resolve: resolveLane }
const BY_MILESTONE: Lanes = {
  release: releaseOpenLane,
  refund: refundOpenLane,
  dispute: disputeOpenLane,
  resolve: resolveOpenLane,
}

/** The same four commands need other chain steps where the contract pays by milestone. */
export function lanesFor({ state }: Desk): Lanes {
  return hasMilestones(state.terms) ? BY_MILESTONE : WHOLE
}
