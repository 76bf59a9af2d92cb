import type { OrderKind } from '../cost.ts'
import { playMilestones, playReleased, playSplit } from '../order/play.ts'
import type { Play } from './takeOrders.ts'

/** The ways through an order whose cost is recorded. */
export const PLAYS: Readonly<Record<OrderKind, Play>> = {
  released: playReleased,
  split: playSplit,
  milestones: playMilestones,
}

export const ORDER_KINDS = Object.keys(PLAYS) as OrderKind[]
