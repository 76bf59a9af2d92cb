import { z } from 'zod'

/** Read by parsePatterns, which takes a list, a repeated parameter, or both. */
export const typesParameter = z
  .union([z.string(), z.array(z.string())], { error: 'must be event types or patterns, separated by commas' })
  .optional()
  .meta({
    type: 'string',
    description: 'Event types or patterns, separated by commas or repeated; every event without it.',
    example: 'order.*',
  })
