import type { OrderFacts } from '../../../db/approvals/orderFacts.ts'
import type { OrderStatus } from '../../../domain/order/status.ts'

/** The platform's own addresses, which have a part in every contract. */
export type Platform = { readonly treasury: string; readonly resolver: string }

/** Where the ledger contradicts a step, as half sentences: what the ledger says, and what the step wants. */
export type Contradictions = readonly string[]

/** Compares one fact. Null is never equal: what the ledger does not know cannot be asked for. */
export function same(what: string, ledger: string | number | null, wanted: string | number): Contradictions {
  return ledger !== null && ledger === wanted
    ? []
    : [`the ledger says ${what} is ${ledger ?? 'unknown'}, the step wants ${wanted}`]
}

export function orderIs(order: OrderFacts, ...allowed: readonly OrderStatus[]): Contradictions {
  return allowed.includes(order.status)
    ? []
    : [`the ledger says order ${order.orderId} is ${order.status}, the step is for ${allowed.join(' or ')}`]
}

export function holds(condition: boolean, contradiction: string): Contradictions {
  return condition ? [] : [contradiction]
}

/** The contract that an order's money is in. */
export function contractIs(order: OrderFacts, wanted: string): Contradictions {
  return same(`the contract of order ${order.orderId}`, order.escrow?.contractId ?? null, wanted)
}

export function hasMilestones(order: OrderFacts): boolean {
  return order.milestones.length > 0
}

/** Whether the order is one for the contract that the step speaks to. */
export function contractKindIs(order: OrderFacts, wanted: 'single' | 'multi'): Contradictions {
  return same(`the kind of contract of order ${order.orderId}`, hasMilestones(order) ? 'multi' : 'single', wanted)
}
