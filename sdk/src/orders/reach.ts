import { TRANSITIONS } from '../generated/transitions.ts'
import type { OrderStatus } from '../generated/types.ts'

/** The states that an order may be in directly after each state. */
const NEXT = nextStates()

function nextStates(): ReadonlyMap<OrderStatus, ReadonlySet<OrderStatus>> {
  const next = new Map<OrderStatus, Set<OrderStatus>>()
  const add = (from: OrderStatus, to: OrderStatus) => next.set(from, (next.get(from) ?? new Set()).add(to))
  for (const { from, paths } of Object.values(TRANSITIONS)) {
    for (const path of paths) {
      for (const start of from) if (path[0] !== undefined) add(start, path[0])
      for (const [index, to] of path.slice(1).entries()) add(path[index] as OrderStatus, to)
    }
  }
  // Support may close an order from any state in which no money is on chain.
  for (const state of ['ORDER_CREATED', 'FUNDS_RESERVED', 'ESCROW_CREATING', 'ESCROW_FUNDING'] as const) {
    add(state, 'CLOSED')
  }
  return next
}

/** Whether an order that is in a state may still come into another. */
export function canReach(from: OrderStatus, to: OrderStatus): boolean {
  const seen = new Set<OrderStatus>()
  const open = [from]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of NEXT.get(state) ?? []) {
      if (next === to) return true
      if (seen.has(next)) continue
      seen.add(next)
      open.push(next)
    }
  }
  return false
}
