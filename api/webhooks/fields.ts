import { z } from 'zod'
import { MAX_URL_LENGTH } from '../../domain/webhooks/url.ts'
import { isStorable, text } from '../requests/fields.ts'
import { withinReach } from '../requests/queryFields.ts'

const DESCRIPTION_LENGTH = 200
const PATTERNS_LIMIT = 50
const TYPES_RULE = 'must be a list of event types or patterns such as "order.*"'
const MOMENT_RULE = 'must be a moment such as 2026-12-31T00:00:00Z'

/** What else a URL must be depends on the profile: see assertCallable. */
export const urlField = text(MAX_URL_LENGTH).meta({ format: 'uri', example: 'https://shop.example/webhooks' })

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
  .transform(withinReach)
  .meta({ type: 'string', format: 'date-time', example: '2026-02-25T12:00:00.000Z' })
