import { z } from 'zod'
import { account, address, filled, flag, MAX_LISTED, number, text } from './bodyFields.ts'

const wrongObject = { error: 'must be an object' }

const sharedRoles = {
  approver: address,
  serviceProvider: address,
  platformAddress: address,
  releaseSigner: address,
  disputeResolver: address,
}

const sharedFields = {
  engagementId: filled,
  title: text.max(100, 'must be shorter than or equal to 100 characters'),
  description: text.max(500, 'must be shorter than or equal to 500 characters'),
}

const moreFields = {
  platformFee: number,
  trustline: z.object({ address: account, symbol: filled }, wrongObject),
  receiverMemo: number.int('must be an integer').min(0).max(4_294_967_295).optional(),
}

const singleMilestone = z.object(
  { description: text, status: text.optional(), evidence: text.optional(), approved: flag.optional() },
  wrongObject,
)

const multiMilestone = z.object(
  {
    description: text,
    amount: number,
    receiver: address,
    status: text.optional(),
    evidence: text.optional(),
    flags: z
      .object({
        approved: flag.optional(),
        disputed: flag.optional(),
        released: flag.optional(),
        resolved: flag.optional(),
      })
      .optional(),
  },
  wrongObject,
)

function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: 'must be an array' }).max(MAX_LISTED, `must hold at most ${MAX_LISTED}`)
}

/** An escrow that pays everything at once. */
export const singleProperties = z.object(
  {
    ...sharedFields,
    roles: z.object({ ...sharedRoles, receiver: address }, wrongObject),
    amount: number,
    milestones: listOf(singleMilestone),
    ...moreFields,
    flags: z.object({ disputed: flag.optional(), released: flag.optional(), resolved: flag.optional() }).optional(),
  },
  wrongObject,
)

/** An escrow whose milestones have amounts and receivers of their own. */
export const multiProperties = z.object(
  {
    ...sharedFields,
    roles: z.object(sharedRoles, wrongObject),
    milestones: listOf(multiMilestone),
    ...moreFields,
  },
  wrongObject,
)

export type SingleProperties = z.infer<typeof singleProperties>
export type MultiProperties = z.infer<typeof multiProperties>
