import { COMMAND_KINDS } from '../../domain/order/command.ts'
import { TRANSITIONS } from '../../domain/order/transitions.ts'

/** The order's state machine, as far as callers see it. */
export function renderTransitions(): string {
  const entries = COMMAND_KINDS.map((kind) => {
    const { from, paths, actors } = TRANSITIONS[kind]
    return `${kind}: ${JSON.stringify({ from, paths, actors })},`
  })
  return [
    "import type { CommandKind, OrderStatus } from './types.ts'",
    `/** When an order takes a command, and where it leads. */\nexport type Transition = {
      /** States in which the order takes the command. */
      readonly from: readonly OrderStatus[]
      /** The states that it leads through, to where it ends. */
      readonly paths: readonly (readonly OrderStatus[])[]
      /** Who may ask for it. */
      readonly actors: readonly ('BUYER' | 'SELLER' | 'SUPPORT')[]
    }`,
    `/** The state machine of an order, the server's own. */\nexport const TRANSITIONS: Readonly<Record<CommandKind, Transition>> = {\n${entries.join('\n')}\n}`,
  ].join('\n\n')
}
