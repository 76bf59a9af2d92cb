import { z } from 'zod'
import { type AmountFault, formatCents, MAX_AMOUNT, parseAmount, type Stroops } from '../../domain/money.ts'

// Postgres stores no NUL, and no other control character belongs into a name; line breaks and tabs are text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are refused
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/
const METADATA_BYTES = 4_096
const METADATA_DEPTH = 8

/** True for text that every part of the system can store: whole characters, no control characters. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !CONTROL_CHARACTERS.test(text)
}

function expect(what: string) {
  return (issue: { input?: unknown }) => (issue.input === undefined ? 'is required' : `must be ${what}`)
}

/** A text of one to `max` characters. */
export function text(max: number) {
  return z
    .string({ error: expect('a string') })
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine(isStorable, 'must not contain control characters')
}

export const userIdField = text(100)

/** Leaves a field out when it is missing or null. */
export function optional<T>(schema: z.ZodType<T>) {
  return schema.nullish().transform((value) => value ?? undefined)
}

export function oneOf<const V extends readonly [string, ...string[]]>(values: V) {
  return z.enum(values, { error: expect(values.length === 1 ? `"${values[0]}"` : `one of ${values.join(', ')}`) })
}

const AMOUNT_FAULTS: Readonly<Record<AmountFault, string>> = {
  not_a_decimal: 'must be a positive decimal number in plain digits, such as "50.00": no sign, exponent or separators',
  too_many_decimals: 'must have at most two decimals',
  not_positive: 'must be more than zero',
  too_large: `must be at most ${formatCents(MAX_AMOUNT)}`,
}

/** An amount of money. A JSON number is refused, because it may have lost digits before it came here. */
export const amount = z
  .string({ error: expect('a string such as "50.00"') })
  .transform((given, context): Stroops => {
    const read = parseAmount(given)
    if (read.ok) return read.amount
    context.addIssue({ code: 'custom', message: AMOUNT_FAULTS[read.fault] })
    return z.NEVER
  })
  .meta({ description: 'A positive decimal in a string, with at most two decimals.', example: '50.00' })

/** A free-form object that belongs to the caller: stored and given back, never interpreted. */
export const metadata = z
  .custom<Record<string, unknown>>(isPlainObject, { error: expect('an object') })
  .refine((value) => isWithinDepth(value, METADATA_DEPTH), `must be nested at most ${METADATA_DEPTH} levels deep`)
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= METADATA_BYTES, {
    message: `must be at most ${METADATA_BYTES} bytes of JSON`,
    abort: true,
  })
  .refine((value) => allStorable(value, METADATA_DEPTH), 'must not contain control characters')
  .meta({
    type: 'object',
    additionalProperties: true,
    description: `The caller's own data, at most ${METADATA_BYTES} bytes of JSON and ${METADATA_DEPTH} levels deep.`,
    example: { category: 'design' },
  })

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWithinDepth(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((inner) => isWithinDepth(inner, depth - 1))
}

/** The depth bounds the recursion even when the check before this one has failed. */
function allStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return isStorable(value)
  if (typeof value !== 'object' || value === null || depth === 0) return true
  return Object.entries(value).every(([name, inner]) => isStorable(name) && allStorable(inner, depth - 1))
}
