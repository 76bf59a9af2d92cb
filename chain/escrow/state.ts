import { z } from 'zod'

type MilestoneState = { readonly approved: boolean; readonly status: string; readonly evidence: string }

/** What a single-release escrow says of itself on the ledger. */
export type SingleState = {
  readonly kind: 'single'
  readonly amountStroops: bigint
  readonly platformFeeBps: number
  readonly engagementId: string
  readonly disputed: boolean
  readonly released: boolean
  readonly resolved: boolean
  readonly milestones: readonly MilestoneState[]
}

/** One milestone of a multi-release escrow, which has an amount, a receiver and a fate of its own. */
export type PaidMilestoneState = MilestoneState & {
  readonly amountStroops: bigint
  readonly receiver: string
  readonly disputed: boolean
  readonly released: boolean
  readonly resolved: boolean
}

export type MultiState = {
  readonly kind: 'multi'
  readonly engagementId: string
  readonly milestones: readonly PaidMilestoneState[]
}

export type EscrowState = SingleState | MultiState

const flags = z.object({ disputed: z.boolean(), released: z.boolean(), resolved: z.boolean() })
const milestone = z.object({ status: z.string(), evidence: z.string() })

const singleShape = z
  .object({
    amount: z.bigint(),
    engagement_id: z.string(),
    platform_fee: z.number(),
    flags,
    milestones: z.array(milestone.extend({ approved: z.boolean() })),
  })
  .transform(
    ({ amount, platform_fee: platformFeeBps, engagement_id: engagementId, flags, milestones }): SingleState => {
      return { kind: 'single', amountStroops: amount, platformFeeBps, engagementId, ...flags, milestones }
    },
  )

const paidMilestone = milestone
  .extend({ amount: z.bigint(), receiver: z.string(), flags: flags.extend({ approved: z.boolean() }) })
  .transform(({ amount, receiver, flags, status, evidence }): PaidMilestoneState => {
    return { amountStroops: amount, receiver, ...flags, status, evidence }
  })

const multiShape = z
  .object({ engagement_id: z.string(), milestones: z.array(paidMilestone) })
  .transform(({ engagement_id: engagementId, milestones }): MultiState => ({ kind: 'multi', engagementId, milestones }))

/** Reads either contract's stored struct; the two differ in their fields, so at most one fits. Null when neither does. */
export function parseState(native: unknown): EscrowState | null {
  const single = singleShape.safeParse(native)
  if (single.success) return single.data
  const multi = multiShape.safeParse(native)
  return multi.success ? multi.data : null
}
