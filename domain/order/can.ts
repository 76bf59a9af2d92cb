import { COMMAND_KINDS, type CommandKind } from './command.ts'
import type { OrderStatus } from './status.ts'
import { TRANSITIONS } from './transitions.ts'

/** Whether an order in its state takes a command, by name: `can.release(order)`. Asks the transition table, like the server. */
export const can = Object.fromEntries(
  COMMAND_KINDS.map((kind) => [
    kind,
    (order: { status: OrderStatus }) => TRANSITIONS[kind].from.includes(order.status),
  ]),
) as Readonly<Record<CommandKind, (order: { readonly status: OrderStatus }) => boolean>>
