import { StrKey } from '@stellar/stellar-sdk'
import { z } from 'zod'
import { ApiError } from './apiError.ts'

const MAX_LISTED = 100
const text = z.string({ error: 'must be a string' })
const filled = text.min(1, 'should not be empty')
const account = filled.refine(StrKey.isValidEd25519PublicKey, 'must be a valid Stellar account address')
const address = filled.refine(
  (value) => StrKey.isValidEd25519PublicKey(value) || StrKey.isValidContract(value),
  'must be a valid Stellar address',
)
const contractId = filled.refine(StrKey.isValidContract, 'must be a valid contract id')
const number = z.number({ error: 'must be a number' })
const flag = z.boolean({ error: 'must be a boolean value' })
const milestoneIndex = text.regex(/^\d{1,9}$/, 'must be a string that holds a number')

const roles = z.object(
  {
    approver: address,
    serviceProvider: address,
    platformAddress: address,
    releaseSigner: address,
    disputeResolver: address,
    receiver: address,
  },
  { error: 'must be an object' },
)

const milestone = z.object(
  { description: text, status: text.optional(), evidence: text.optional(), approved: flag.optional() },
  { error: 'must be an object' },
)

const escrowProperties = z.object(
  {
    engagementId: filled,
    title: text.max(100, 'must be shorter than or equal to 100 characters'),
    description: text.max(500, 'must be shorter than or equal to 500 characters'),
    roles,
    amount: number,
    platformFee: number,
    milestones: z.array(milestone, { error: 'must be an array' }).max(MAX_LISTED, `must hold at most ${MAX_LISTED}`),
    trustline: z.object({ address: account, symbol: filled }, { error: 'must be an object' }),
    receiverMemo: number.int('must be an integer').min(0).max(4_294_967_295).optional(),
    flags: z.object({ disputed: flag.optional(), released: flag.optional(), resolved: flag.optional() }).optional(),
  },
  { error: 'must be an object' },
)

export type EscrowProperties = z.infer<typeof escrowProperties>

export const deployBody = escrowProperties.extend({ signer: account })
export const fundBody = z.object({ contractId, signer: account, amount: number })
export const changeStatusBody = z.object({
  contractId,
  milestoneIndex,
  newStatus: text,
  newEvidence: text.optional(),
  serviceProvider: account,
})
export const approveBody = z.object({ contractId, milestoneIndex, approver: account })
export const releaseBody = z.object({ contractId, releaseSigner: account })
export const disputeBody = z.object({ contractId, signer: account })
export const resolveBody = z.object({
  contractId,
  disputeResolver: account,
  distributions: z
    .array(z.object({ address, amount: number }, { error: 'must be an object' }), { error: 'must be an array' })
    .max(MAX_LISTED, `must hold at most ${MAX_LISTED}`),
})
export const updateBody = z.object({ signer: account, contractId, escrow: escrowProperties })
export const submitBody = z.object({ signedXdr: filled })
export const txHashBody = z.object({ txHash: filled.regex(/^[0-9a-fA-F]{64}$/, 'must be a transaction hash') })

/** Checks a body; a refusal lists every problem at once, each starting with the path of the field. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {})
  if (parsed.success) return parsed.data
  throw new ApiError(
    400,
    parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'} ${issue.message}`),
  )
}
