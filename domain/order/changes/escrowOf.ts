import { invariant } from '../../invariant.ts'
import type { EscrowState, OrderState } from '../state.ts'

/** The order's contract, in states in which it must exist. */
export function escrowOf(state: OrderState): EscrowState & { contractId: string } {
  const { escrow } = state
  invariant(escrow?.contractId, `Order ${state.terms.orderId} is ${state.status} but has no contract`)
  return { ...escrow, contractId: escrow.contractId }
}
