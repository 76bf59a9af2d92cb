import type { SharedFields } from '../escrow/sharedFields.ts'
import type { SharedRoles } from '../escrow/sharedRoles.ts'

/** State of one multi-release escrow: every milestone has an amount, a receiver and a fate of its own. */
export type Escrow = SharedFields & {
  readonly milestones: readonly Milestone[]
  readonly roles: SharedRoles
}

export type Milestone = {
  readonly amount: bigint
  readonly description: string
  readonly evidence: string
  readonly flags: Flags
  readonly receiver: string
  readonly status: string
}

export type Flags = {
  readonly approved: boolean
  readonly disputed: boolean
  readonly released: boolean
  readonly resolved: boolean
}
