import { TRANSITIONS } from './generated/transitions.ts'
import { COMMAND_KINDS, type CommandKind, type OrderStatus } from './generated/types.ts'

type HasStatus = { readonly status: OrderStatus }

/**
 * Whether an order in its present state takes a command, by the server's own table: `can.release(order)` decides whether a
 * button is shown. The order may have moved on by the time that the command arrives; the server has the last word.
 */
export const can = Object.fromEntries(
  COMMAND_KINDS.map((kind) => [kind, ({ status }: HasStatus) => TRANSITIONS[kind].from.includes(status)]),
) as Readonly<Record<CommandKind, (order: HasStatus) => boolean>>

/** The commands that an order takes in its present state. */
export function allowedActions({ status }: HasStatus): CommandKind[] {
  return COMMAND_KINDS.filter((kind) => TRANSITIONS[kind].from.includes(status))
}
