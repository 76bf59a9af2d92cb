import type { CommandKind } from '../order/command.ts'
import { ABORTABLE } from '../order/decideOperator.ts'
import type { OrderStatus } from '../order/status.ts'
import { TRANSITIONS } from '../order/transitions.ts'

const NEXT: ReadonlyMap<OrderStatus, ReadonlySet<OrderStatus>> = nextStates()

/** Whether an order may be in one state right after the other. A change that moves no state leaves it where it was. */
export function mayFollow(from: OrderStatus, to: OrderStatus): boolean {
  return from === to || (NEXT.get(from)?.has(to) ?? false)
}

function nextStates(): Map<OrderStatus, Set<OrderStatus>> {
  const next = new Map<OrderStatus, Set<OrderStatus>>()
  const add = (from: OrderStatus, to: OrderStatus | undefined) => {
    if (to !== undefined) next.set(from, (next.get(from) ?? new Set()).add(to))
  }
  for (const kind of Object.keys(TRANSITIONS) as CommandKind[]) {
    const { from, waitsIn = [], paths } = TRANSITIONS[kind]
    for (const path of paths) {
      for (const start of from) if (!waitsIn.includes(start)) add(start, path[0])
      path.forEach((status, index) => void add(status, path[index + 1]))
    }
  }
  // Support's abort is no command of the state machine.
  for (const status of ABORTABLE) add(status, 'CLOSED')
  return next
}
