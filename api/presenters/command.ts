import type { CommandView } from '../../db/commands/read.ts'
import { ERRORS } from '../../domain/errors.ts'
import { presentOrder } from './order.ts'

export function commandLocation(orderId: string, commandId: string): string {
  return `/api/v1/orders/${orderId}/commands/${commandId}`
}

/** How a command stands. Once it came out, the order as it was then, or the reason of the refusal. */
export function presentCommand(command: CommandView) {
  return {
    id: command.commandId,
    orderId: command.orderId,
    kind: command.kind,
    status: command.status,
    order: command.status === 'SUCCEEDED' && command.snapshot !== null ? presentOrder(command.snapshot) : null,
    error: command.rejection === null ? null : { ...command.rejection, status: ERRORS[command.rejection.code].status },
  }
}

/** The part of a 202 that says where the outcome will be. */
export function presentPending(orderId: string, commandId: string, kind: string) {
  return { id: commandId, kind, status: 'PENDING' as const, location: commandLocation(orderId, commandId) }
}
