import { z } from 'zod'
import type { ErrorCode } from '../../domain/errors.ts'
import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { DESTINATION_REASONS } from '../../domain/withdrawal/destination.ts'

const fieldProblem = z.object({ field: z.string(), message: z.string() })

/**
 * What `details` of an error says, by code. Codes that are not here come without details. Everything but what a code is
 * about is optional: one code may be said by several parts of the system.
 */
export const ERROR_DETAILS = {
  VALIDATION_ERROR: z.object({ fields: z.array(fieldProblem) }),
  FORBIDDEN: z.object({
    requiredScope: z.enum(['read', 'write', 'support']).optional(),
    allowedActors: z.array(z.string()).optional(),
  }),
  ORDER_NOT_FOUND: z.object({ orderId: z.string() }),
  USER_NOT_FOUND: z.object({
    userId: z.string().optional(),
    field: z.string().optional(),
    buyerId: z.string().optional(),
    sellerId: z.string().optional(),
  }),
  MILESTONE_NOT_FOUND: z.object({ milestones: z.array(z.string()) }),
  DISPUTE_NOT_FOUND: z.object({ disputeId: z.string() }),
  WITHDRAWAL_NOT_FOUND: z.object({
    withdrawalId: z.string(),
    refusal: z
      .object({
        code: z.string(),
        message: z.string(),
        status: z.int(),
        details: z.record(z.string(), z.unknown()).optional(),
      })
      .optional()
      .meta({ description: 'Why it was refused, of one that was accepted before.' }),
  }),
  DESTINATION_REFUSED: z.object({
    reason: z.enum(DESTINATION_REASONS).meta({ description: 'What is wrong with the address.' }),
  }),
  API_KEY_NOT_FOUND: z.object({ apiKeyId: z.string() }),
  INVALID_STATE: z.object({
    currentStatus: z.string().meta({ description: 'The state that the order, dispute, withdrawal or key is in.' }),
    allowedActions: z.array(z.enum(COMMAND_KINDS)).optional().meta({ description: 'What it takes in this state.' }),
    milestoneStatus: z.string().optional(),
    replacedBy: z.string().nullable().optional(),
  }),
  CLIENT_ORDER_REF_REUSED: z.object({ clientOrderRef: z.string(), orderId: z.string().nullable().optional() }),
  INSUFFICIENT_FUNDS: z.object({
    available: z.string().meta({ description: 'What the user has, a decimal string.' }),
    required: z.string().meta({ description: 'What the order or withdrawal needs, a decimal string.' }),
  }),
  ESCROW_TOO_LARGE: z.object({
    bytes: z.int(),
    maxBytes: z.int(),
    milestones: z.int(),
    milestonesThatFit: z.int(),
    textBytes: z.object({ title: z.int(), description: z.int(), milestoneTitles: z.int() }),
  }),
  FEES_NOT_PAYABLE: z.object({
    amount: z.string().optional(),
    amountMin: z.string().optional(),
    ref: z.string().optional(),
    releaseAmount: z.string().optional(),
    refundAmount: z.string().optional(),
  }),
  RESERVE_MISMATCH_AMOUNT: z.object({ orderAmount: z.string(), requestedAmount: z.string() }),
  DEADLINE_NOT_LATER: z.object({ dueAt: z.string() }),
  RATE_LIMITED: z.object({ class: z.string(), limit: z.int(), windowSeconds: z.int() }),
} as const satisfies Partial<Record<ErrorCode, z.ZodType>>
