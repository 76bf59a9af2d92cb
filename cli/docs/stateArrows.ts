import { COMMAND_KINDS } from '../../domain/order/command.ts'
import type { OrderStatus } from '../../domain/order/status.ts'
import { TRANSITIONS, type Transition } from '../../domain/order/transitions.ts'

export type StateArrow = { readonly from: OrderStatus; readonly to: OrderStatus; readonly commands: readonly string[] }

/** One arrow per pair of states, with every command that takes it. */
export function stateArrows(): StateArrow[] {
  const arrows = new Map<string, { from: OrderStatus; to: OrderStatus; commands: Set<string> }>()
  for (const kind of COMMAND_KINDS) {
    for (const { from, to } of arrowsOf(TRANSITIONS[kind])) {
      const key = `${from} ${to}`
      const known = arrows.get(key) ?? { from, to, commands: new Set<string>() }
      arrows.set(key, known)
      known.commands.add(kind)
    }
  }
  return [...arrows.values()].map(({ from, to, commands }) => ({ from, to, commands: [...commands] }))
}

function arrowsOf({ from, waitsIn, paths }: Transition): { from: OrderStatus; to: OrderStatus }[] {
  const starts = from.filter((status) => !waitsIn?.includes(status))
  return starts.flatMap((start) =>
    paths.flatMap((path) => path.map((to, index) => ({ from: path[index - 1] ?? start, to }))),
  )
}
