import { invariant } from '../invariant.ts'
import { type Stroops, stroops } from '../money.ts'
import type { MilestoneState, OrderState } from './state.ts'
import type { FinalStatus, MilestoneStatus } from './status.ts'
import { amountOf, type OrderTerms } from './terms.ts'

/** What is known of a milestone in each state: `final` is never left, `busy` has a chain step of its own under way. */
const STATUS_RULES = {
  PENDING: { final: false, busy: false },
  COMPLETING: { final: false, busy: true },
  COMPLETED: { final: false, busy: false },
  RELEASING: { final: false, busy: true },
  DISPUTED: { final: false, busy: false },
  RESOLVING: { final: false, busy: true },
  RELEASED: { final: true, busy: false },
  REFUNDED: { final: true, busy: false },
  SPLIT: { final: true, busy: false },
} as const satisfies Record<MilestoneStatus, { final: boolean; busy: boolean }>

/** A milestone with its place in the order, its price and where it stands. */
export type Milestone = MilestoneState & { readonly index: number; readonly amount: Stroops }

export function hasMilestones(terms: Pick<OrderTerms, 'milestones'>): boolean {
  return (terms.milestones?.length ?? 0) > 0
}

export function milestonesOf(state: Pick<OrderState, 'terms' | 'milestones'>): Milestone[] {
  return state.milestones.map((milestone, index) => {
    const agreed = state.terms.milestones?.[index]
    invariant(agreed?.ref === milestone.ref, `Milestone ${index} of order ${state.terms.orderId} is not the agreed one`)
    return { ...milestone, index, amount: amountOf(agreed) }
  })
}

export function milestoneAt(state: Pick<OrderState, 'terms' | 'milestones'>, index: number): Milestone {
  const milestone = milestonesOf(state)[index]
  invariant(milestone, `Order ${state.terms.orderId} has no milestone ${index}`)
  return milestone
}

export function findMilestone(state: OrderState, ref: string): Milestone | null {
  return milestonesOf(state).find((milestone) => milestone.ref === ref) ?? null
}

export function isFinal({ status }: Pick<MilestoneState, 'status'>): boolean {
  return STATUS_RULES[status].final
}

/** The milestone that a chain step of its own is working on, if there is one. */
export function busyMilestone(state: Pick<OrderState, 'milestones'>): MilestoneState | null {
  return state.milestones.find(({ status }) => STATUS_RULES[status].busy) ?? null
}

/** Milestones that have not been paid out: what release, refund, dispute and resolution act on. */
export function openMilestones(state: Pick<OrderState, 'terms' | 'milestones'>): Milestone[] {
  return milestonesOf(state).filter((milestone) => !isFinal(milestone))
}

/** What of the order's amount has not been paid out. */
export function openAmount(state: Pick<OrderState, 'terms' | 'milestones'>): Stroops {
  if (!hasMilestones(state.terms)) return amountOf(state.terms)
  return stroops(openMilestones(state).reduce((sum, { amount }) => sum + amount, 0n))
}

/** The part of one milestone that goes each way. */
export type MilestoneShare = { readonly index: number; readonly release: Stroops; readonly refund: Stroops }

/** Divides what is released over the open milestones in their order, so that at most one of them is split. */
export function allocate(milestones: readonly Milestone[], releaseAmount: Stroops): MilestoneShare[] {
  let left: bigint = releaseAmount
  const shares = milestones.map(({ index, amount }) => {
    const release = left < amount ? left : amount
    left -= release
    return { index, release: stroops(release), refund: stroops(amount - release) }
  })
  invariant(left === 0n, `The open milestones are worth ${left} stroops less than what is to be released`)
  return shares
}

/** The state with one milestone changed. */
export function withMilestone(
  state: Pick<OrderState, 'milestones'>,
  index: number,
  change: Partial<MilestoneState>,
): readonly MilestoneState[] {
  invariant(state.milestones[index], `There is no milestone ${index}`)
  return state.milestones.map((milestone, at) => (at === index ? { ...milestone, ...change } : milestone))
}

/** The state with every open milestone in another status. */
export function withOpenMilestones(
  state: Pick<OrderState, 'milestones'>,
  status: MilestoneStatus,
): readonly MilestoneState[] {
  return state.milestones.map((milestone) => (isFinal(milestone) ? milestone : { ...milestone, status }))
}

/** What all milestones together came to, once all are final. */
export function totals(state: Pick<OrderState, 'terms' | 'milestones'>): {
  readonly released: Stroops
  readonly refunded: Stroops
  readonly finalStatus: Exclude<FinalStatus, 'CANCELED'>
} {
  const released = state.milestones.reduce((sum, { releasedStroops }) => sum + BigInt(releasedStroops ?? 0), 0n)
  const refunded = amountOf(state.terms) - released
  const finalStatus = refunded === 0n ? 'RELEASED' : released === 0n ? 'REFUNDED' : 'SPLIT'
  return { released: stroops(released), refunded: stroops(refunded), finalStatus }
}
