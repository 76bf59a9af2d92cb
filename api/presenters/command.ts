import { z } from 'zod'
import type { CommandView } from '../../db/commands/read.ts'
import { COMMAND_STATUSES } from '../../db/schema.ts'
import { ERRORS } from '../../domain/errors.ts'
import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { OPERATOR_KINDS } from '../../domain/order/operator.ts'
import { idOf } from './fields.ts'
import { orderSchema, presentOrder } from './order.ts'

const commandKind = z.enum(['create', ...COMMAND_KINDS, ...OPERATOR_KINDS])

export const commandSchema = z
  .object({
    id: idOf('command'),
    orderId: idOf('order'),
    kind: commandKind,
    status: z.enum(COMMAND_STATUSES),
    order: orderSchema.nullable().meta({ description: 'The order as the command left it, once it succeeded.' }),
    error: z
      .object({
        code: z.enum(Object.keys(ERRORS) as (keyof typeof ERRORS)[]),
        message: z.string(),
        details: z.record(z.string(), z.unknown()).optional(),
        status: z.int(),
      })
      .nullable()
      .meta({ description: 'Why the command was refused.' }),
  })
  .meta({ id: 'Command' })

/** What a 202 adds to the order: the command that is accepted and has not come out. */
export const pendingSchema = z
  .object({
    id: idOf('command'),
    kind: commandKind,
    status: z.literal('PENDING'),
    location: z.string(),
  })
  .meta({ id: 'PendingCommand' })

export function commandLocation(orderId: string, commandId: string): string {
  return `/api/v1/orders/${orderId}/commands/${commandId}`
}

/** How a command stands. Once it came out, the order as it was then, or the reason of the refusal. */
export function presentCommand(command: CommandView): z.infer<typeof commandSchema> {
  return {
    id: command.commandId,
    orderId: command.orderId,
    kind: command.kind as z.infer<typeof commandSchema>['kind'],
    status: command.status,
    order: command.status === 'SUCCEEDED' && command.snapshot !== null ? presentOrder(command.snapshot) : null,
    error: command.rejection === null ? null : { ...command.rejection, status: ERRORS[command.rejection.code].status },
  }
}

/** The part of a 202 that says where the outcome will be. */
export function presentPending(orderId: string, commandId: string, kind: string) {
  return { id: commandId, kind, status: 'PENDING' as const, location: commandLocation(orderId, commandId) }
}
