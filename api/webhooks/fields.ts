import { z } from 'zod'
import { isStorable, optional, text } from '../requests/fields.ts'

const URL_LENGTH = 2_000
const DESCRIPTION_LENGTH = 200
const PATTERNS_LIMIT = 50
const TYPES_RULE = 'must be a list of event types or patterns such as "order.*"'
const MOMENT_RULE = 'must be a moment such as 2026-12-31T00:00:00Z'

/** What else a URL must be depends on the profile: see assertCallable. */
export const urlField = text(URL_LENGTH).meta({ format: 'uri', example: 'https://shop.example/webhooks' })

/** Which events an endpoint gets; read by parsePatterns, as those of the stream. */
export const typesField = z
  .array(z.string({ error: TYPES_RULE }), { error: TYPES_RULE })
  .refine(({ length }) => length >= 1 && length <= PATTERNS_LIMIT, `must name 1 to ${PATTERNS_LIMIT} types or patterns`)
  .meta({ minItems: 1, maxItems: PATTERNS_LIMIT, example: ['order.*', 'dispute.opened'] })

export const descriptionField = z
  .string({ error: 'must be a string' })
  .max(DESCRIPTION_LENGTH, `must have at most ${DESCRIPTION_LENGTH} characters`)
  .refine(isStorable, 'must not contain control characters')

export const momentField = z.iso
  .datetime({ offset: true, error: MOMENT_RULE })
  .meta({ example: '2026-02-25T12:00:00.000Z' })

/** What an endpoint can be told of itself, each part left out where it shall stay or has a default. */
export const endpointFields = { types: optional(typesField), description: optional(descriptionField) } as const
