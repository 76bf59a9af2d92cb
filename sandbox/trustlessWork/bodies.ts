import { z } from 'zod'
import { ApiError } from './apiError.ts'
import { account, contractId, distributions, filled, milestoneIndex, number, text } from './bodyFields.ts'
import { multiProperties, singleProperties } from './escrowProperties.ts'

const { object } = z

export const deployBody = singleProperties.extend({ signer: account })
export const multiDeployBody = multiProperties.extend({ signer: account })
export const fundBody = object({ contractId, signer: account, amount: number })
export const changeStatusBody = object({
  contractId,
  milestoneIndex,
  newStatus: text,
  newEvidence: text.optional(),
  serviceProvider: account,
})
export const approveBody = object({ contractId, milestoneIndex, approver: account })
export const releaseBody = object({ contractId, releaseSigner: account })
export const releaseMilestoneBody = object({ contractId, releaseSigner: account, milestoneIndex })
export const disputeBody = object({ contractId, signer: account })
export const disputeMilestoneBody = object({ contractId, milestoneIndex, signer: account })
export const distributeBody = object({ contractId, disputeResolver: account, distributions })
export const resolveMilestoneBody = distributeBody.extend({ milestoneIndex })
export const updateBody = object({ signer: account, contractId, escrow: singleProperties })
export const multiUpdateBody = object({ signer: account, contractId, escrow: multiProperties })
export const submitBody = object({ signedXdr: filled })
export const txHashBody = object({ txHash: filled.regex(/^[0-9a-fA-F]{64}$/, 'must be a transaction hash') })

export type Body<Schema extends z.ZodType> = z.infer<Schema>

/** Checks a body; a refusal lists every problem at once, each starting with the path of the field. */
export function parseBody<T>(expected: z.ZodType<T>, body: unknown): T {
  const parsed = expected.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  throw new ApiError(
    400,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'} ${issue.message}`),
  )
}
