import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../domain/errors.ts'
import { pendingSchema } from '../presenters/command.ts'
import { orderSchema } from '../presenters/order.ts'
import type { Described } from '../routes/route.ts'

const paginationSchema = z
  .object({
    hasMore: z.boolean(),
    has_more: z.boolean(),
    nextCursor: z.string().nullable().meta({ description: 'The cursor of the next page.' }),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'Pagination' })

const PAGES: readonly Described['shape'][] = ['page', 'orderPage', 'events']

/** The whole body of a successful answer. */
export function successSchema({ shape, data }: Pick<Described, 'shape' | 'data'>): z.ZodType {
  const success = z.literal(true)
  return PAGES.includes(shape)
    ? z.object({ success, data: z.array(data), pagination: paginationSchema })
    : z.object({ success, data })
}

/** The body of a 202: the order as it is, and where the outcome of the command will be. */
const acceptedOrder = orderSchema.extend({ command: pendingSchema }).meta({ id: 'OrderWithPendingCommand' })

export function acceptedSchema({ accepted }: Pick<Described, 'accepted'>): z.ZodType {
  return z.object({ success: z.literal(true), data: accepted ?? acceptedOrder })
}

export const errorSchema = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as ErrorCode[]),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
      requestId: z.string(),
      docs: z.string(),
    }),
  })
  .meta({ id: 'Error' })
