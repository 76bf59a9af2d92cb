import type { SharedFields } from '../escrow/sharedFields.ts'
import type { SharedRoles } from '../escrow/sharedRoles.ts'

/** State of one single-release escrow, named as in the contract. Amounts are stroops of the asset. */
export type Escrow = SharedFields & {
  readonly amount: bigint
  readonly flags: Flags
  readonly milestones: readonly Milestone[]
  readonly roles: Roles
}

export type Flags = { readonly disputed: boolean; readonly released: boolean; readonly resolved: boolean }

export type Milestone = {
  readonly approved: boolean
  readonly description: string
  readonly evidence: string
  readonly status: string
}

export type Roles = SharedRoles & { readonly receiver: string }
