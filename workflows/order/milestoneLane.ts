import type { CommandId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { stroops } from '../../domain/money.ts'
import { escrowOf } from '../../domain/order/changes/escrowOf.ts'
import type { MilestonePayment } from '../../domain/order/changes/payMilestone.ts'
import type { CompleteMilestoneCommand } from '../../domain/order/command.ts'
import { allocate, type Milestone, type MilestoneShare, openMilestones } from '../../domain/order/milestones.ts'
import type { Resolution } from '../../domain/order/state.ts'
import { type Desk, takeReport } from './desk.ts'
import { calling, untilDone } from './untilDone.ts'

type Caused<K = MilestonePayment['kind']> = { readonly commandId: CommandId; readonly kind: K }

function inputFor(desk: Desk, { index }: { index: number }) {
  return { terms: desk.state.terms, contractId: escrowOf(desk.state).contractId, index }
}

function nameOf({ ref }: Pick<Milestone, 'ref'>): string {
  return `Milestone "${ref}"`
}

/** The seller marks one milestone as delivered in the contract. */
export async function completeMilestoneLane(
  desk: Desk,
  { commandId, evidence = '' }: CompleteMilestoneCommand,
  milestone: Milestone,
): Promise<void> {
  const { index } = milestone
  const proof = await untilDone(
    desk,
    `${nameOf(milestone)}: mark it as delivered, by the seller (1 of 1)`,
    (chain) => chain.completeMilestone({ ...inputFor(desk, milestone), evidence }),
    calling('change_milestone_status', { milestone: index }),
  )
  takeReport(desk, { kind: 'milestoneCompleted', commandId, index, proof })
}

/** Two transactions of the buyer pay one milestone: approved and released. */
export async function releaseMilestoneLane(
  desk: Desk,
  cause: Caused<'releaseMilestone' | 'release'>,
  milestone: Milestone,
): Promise<void> {
  const input = inputFor(desk, milestone)
  const words = nameOf(milestone)
  await untilDone(
    desk,
    `${words}: approve it, by the buyer (1 of 2)`,
    (chain) => chain.approveMilestone(input),
    calling('approve_milestone', { milestone: milestone.index }),
  )
  const proof = await untilDone(
    desk,
    `${words}: release its USDC to the seller (2 of 2)`,
    (chain) => chain.releaseMilestone(input),
    calling('release_milestone_funds', { milestone: milestone.index }),
  )
  const paid = { releaseStroops: String(milestone.amount), refundStroops: '0' }
  report(desk, { ...cause, index: milestone.index, ...paid, proof })
}

/** Pays everything that is still open, milestone by milestone. */
export async function releaseOpenLane(desk: Desk, commandId: CommandId): Promise<void> {
  for (const milestone of openMilestones(desk.state)) {
    await releaseMilestoneLane(desk, { commandId, kind: 'release' }, milestone)
  }
}

/** The contract knows no refund: of each open milestone the buyer disputes, and the resolver gives all of it back. */
export async function refundOpenLane(desk: Desk, commandId: CommandId): Promise<void> {
  const open = openMilestones(desk.state)
  const shares = allocate(open, stroops(0n))
  for (const milestone of open) {
    await untilDone(
      desk,
      `${nameOf(milestone)}: open the dispute that a refund needs (1 of 2)`,
      (chain) => chain.disputeMilestone({ ...inputFor(desk, milestone), openedBy: 'BUYER' }),
      calling('dispute_milestone', { milestone: milestone.index }),
    )
    await resolveMilestone(desk, { commandId, kind: 'refund' }, milestone, shares, '(2 of 2)')
  }
}

/** The party that opened the dispute freezes every open milestone with its own signature. */
export async function disputeOpenLane(desk: Desk, commandId: CommandId): Promise<void> {
  const { dispute, terms } = desk.state
  invariant(dispute, `Order ${terms.orderId} has no dispute to put on chain`)
  const { openedBy } = dispute
  const open = openMilestones(desk.state)
  const who = openedBy === 'BUYER' ? 'buyer' : 'seller'
  for (const [at, milestone] of open.entries()) {
    const words = `${nameOf(milestone)}: freeze it, by the ${who} (${at + 1} of ${open.length})`
    const proof = await untilDone(
      desk,
      words,
      (chain) => chain.disputeMilestone({ ...inputFor(desk, milestone), openedBy }),
      calling('dispute_milestone', { milestone: milestone.index }),
    )
    if (at === open.length - 1) takeReport(desk, { kind: 'frozen', commandId, proof })
  }
}

/** The resolver divides what is open as support decided: released from the first milestone on, the rest refunded. */
export async function resolveOpenLane(desk: Desk, resolution: Resolution): Promise<void> {
  const { commandId, releaseStroops } = resolution
  const open = openMilestones(desk.state)
  const shares = allocate(open, stroops(BigInt(releaseStroops)))
  for (const [at, milestone] of open.entries()) {
    await resolveMilestone(desk, { commandId, kind: 'resolve' }, milestone, shares, `(${at + 1} of ${open.length})`)
  }
}

async function resolveMilestone(
  desk: Desk,
  cause: Caused<'refund' | 'resolve'>,
  milestone: Milestone,
  shares: readonly MilestoneShare[],
  place: string,
): Promise<void> {
  const { index } = milestone
  const share = shares.find((each) => each.index === index)
  invariant(share, `Nothing was decided for milestone ${index}`)
  const parts = { releaseStroops: String(share.release), refundStroops: String(share.refund) }
  const words = `${nameOf(milestone)}: pay it out by the platform's decision ${place}`
  const proof = await untilDone(
    desk,
    words,
    (chain) => chain.resolveMilestone({ ...inputFor(desk, milestone), ...parts }),
    calling('resolve_milestone_dispute', { milestone: index, shares: parts }),
  )
  report(desk, { ...cause, index, ...parts, proof })
}

function report(desk: Desk, payment: MilestonePayment): void {
  takeReport(desk, { kind: 'milestonePaid', commandId: payment.commandId, payment })
}
