import { z } from 'zod'
import { optional, text } from '../requests/fields.ts'

const NAME_LENGTH = 200
const REASON_LENGTH = 1_000
const MOMENT_RULE = 'must be a moment with an offset, such as 2027-01-31T12:00:00Z'
/** Later than any deadline that somebody means. */
const LATEST_MS = Date.UTC(2200, 0)

/** Who of support does something, and why. It is written down with what was done. */
export type Signed = { readonly by: string; readonly reason: string }

export const signedFields = {
  by: text(NAME_LENGTH).meta({ description: 'Who does this.', example: 'ana@marketplace.example' }),
  reason: text(REASON_LENGTH).meta({ description: 'Why.', example: 'The buyer asked for it' }),
}

export const optionallySigned = { by: optional(signedFields.by), reason: optional(signedFields.reason) }

export const transactionHash = text(64)
  .regex(/^[0-9a-fA-F]{64}$/, 'must be the 64 hexadecimal digits of a transaction hash')
  .transform((hash) => hash.toLowerCase())
  .meta({
    description: 'The transaction, or the fee bump around it.',
    example: '3389e9f0f1a65f19736cacf544c2e825313e8447f569233bb8db39aa607c8889',
  })

export const newMoment = text(40)
  .refine((value) => z.iso.datetime({ offset: true }).safeParse(value).success, MOMENT_RULE)
  .refine((value) => Date.parse(value) < LATEST_MS, 'must be before the year 2200')
  .transform((value) => new Date(value).toISOString())
  .meta({ description: 'The new moment, later than the old one.', example: '2027-01-31T12:00:00Z' })
