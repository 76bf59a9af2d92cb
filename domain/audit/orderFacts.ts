import type { EventType } from '../events.ts'
import type { MilestoneState } from '../order/state.ts'
import type { FinalStatus, OrderStatus } from '../order/status.ts'

/** All that the database holds of one order, read at one instant. */
export type OrderFacts = {
  readonly id: string
  readonly version: number
  readonly status: OrderStatus
  readonly finalStatus: FinalStatus | null
  readonly amountStroops: string
  readonly contractId: string | null
  /** In their order; empty for an order that is paid as a whole. */
  readonly milestones: readonly (Pick<MilestoneState, 'status'> & { readonly amountStroops: string })[]
  /** Balances of the order's accounts by name, as strings of stroops; one that was never used is missing. */
  readonly balances: Readonly<Record<string, string>>
  readonly changes: readonly { readonly version: number; readonly statuses: readonly OrderStatus[] }[]
  readonly events: readonly OrderEventFact[]
  /** False where there were more changes or events than are read of one order. */
  readonly complete: boolean
}

/** An event with the version of the order that it was told with, and the state that its payload names. */
export type OrderEventFact = {
  readonly type: EventType
  readonly version: number | null
  readonly status: string | null
}
