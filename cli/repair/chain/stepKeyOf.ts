import type { ChainIntent } from '../../../chain/intent.ts'
import type { OrderId } from '../../../domain/ids.ts'

type Kind = ChainIntent['kind']

const OF_ORDER: Readonly<Partial<Record<Kind, string>>> = {
  deploy: 'deploy',
  fund: 'fund',
  changeMilestoneStatus: 'delivered',
  approveMilestone: 'approve',
  release: 'release',
  dispute: 'dispute',
  resolve: 'resolve',
}

const OF_MILESTONE: Readonly<Partial<Record<Kind, string>>> = {
  changeMilestoneStatus: 'complete',
  approveMilestone: 'approve',
  releaseMilestone: 'release',
  disputeMilestone: 'dispute',
  resolveMilestone: 'resolve',
}

/** The key under which the activities of an order keep the step that made such a call; null where there is none. */
export function stepKeyOf(
  orderId: OrderId,
  call: { readonly kind: Kind; readonly milestoneIndex: number | null },
  hasMilestones: boolean,
): string | null {
  const { kind, milestoneIndex } = call
  const ofMilestone = OF_MILESTONE[kind]
  if (hasMilestones && ofMilestone !== undefined) {
    return milestoneIndex === null ? null : `${orderId}:${ofMilestone}:${milestoneIndex}`
  }
  const name = OF_ORDER[kind]
  return name === undefined ? null : `${orderId}:${name}`
}
