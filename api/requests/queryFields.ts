import { z } from 'zod'
import { ID_PREFIX, type Id, type IdKind, isId } from '../../domain/ids.ts'

export const LIMIT_MAX = 100
export const LIMIT_DEFAULT = 20
const LIMIT_RULE = `must be a whole number from 1 to ${LIMIT_MAX}`

const GIVEN_ONCE = 'must be given once'
const parameter = z.string({ error: GIVEN_ONCE })

/** How many items a page has. */
export const limitParameter = z
  .string({ error: GIVEN_ONCE })
  .regex(/^\d{1,3}$/, LIMIT_RULE)
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= LIMIT_MAX, LIMIT_RULE)
  .default(LIMIT_DEFAULT)
  .meta({ type: 'integer', minimum: 1, maximum: LIMIT_MAX, default: LIMIT_DEFAULT, description: 'Items on a page.' })

/** The id after which a page begins: the last one of the page before. */
export function cursorParameter<K extends IdKind>(kind: K) {
  return parameter
    .refine((value) => isId(kind, value), `must be the nextCursor of the page before (${ID_PREFIX[kind]}_...)`)
    .transform((value) => value as Id<K>)
    .optional()
    .meta({ description: 'Where the page begins: nextCursor of the page before.' })
}

/** A place in a numbered row of things. */
export const sequenceParameter = parameter
  .regex(/^\d{1,18}$/, 'must be a whole number')
  .transform((value) => BigInt(value))
  .optional()
  .meta({ type: 'string', description: 'Where the page begins: nextCursor of the page before.' })

const MOMENT_RULE = 'must be a moment such as 2026-01-12T10:00:00Z, or a day such as 2026-01-12'

// Some languages write "no bound" as the year 1 or 9999, which the database or an id cannot express.
const EARLIEST_MS = Date.UTC(2000, 0)
const LATEST_MS = Date.UTC(3000, 0)

/** A moment or a day as what the database knows: in UTC, and of this millennium. */
export function withinReach(text: string): string {
  return new Date(Math.min(Math.max(Date.parse(text), EARLIEST_MS), LATEST_MS)).toISOString()
}

/** A moment, given with any offset; a day means its beginning in UTC. */
export const momentParameter = parameter
  .refine((value) => z.union([z.iso.datetime({ offset: true }), z.iso.date()]).safeParse(value).success, MOMENT_RULE)
  .transform(withinReach)
  .optional()
  .meta({ type: 'string', description: 'A moment with an offset, or a day.', example: '2026-01-12T10:00:00Z' })

/** One of a few words. */
export function choiceParameter<const V extends readonly [string, ...string[]]>(values: V) {
  return z.enum(values, { error: `must be one of ${values.join(', ')}, given once` }).optional()
}

/** An id to filter by. One that cannot exist simply matches nothing. */
export const idParameter = parameter.min(1, 'must not be empty').max(100, 'must have at most 100 characters').optional()

/** A free text to filter by. */
export function textParameter(max: number) {
  return parameter.min(1, 'must not be empty').max(max, `must have at most ${max} characters`).optional()
}
