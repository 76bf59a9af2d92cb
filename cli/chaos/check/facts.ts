import type { CommandStatus } from '../../../db/schema.ts'

/** What stands in the database, on the chain and in Temporal once everything is quiet. */
export type Facts = {
  /** Idempotency-Keys as the API keeps them. */
  readonly keys: ReadonlyMap<string, HeldKey>
  readonly commands: readonly CommandRow[]
  readonly orders: readonly OrderRow[]
  readonly deposits: readonly DepositRow[]
  /** What each user has available, in stroops. */
  readonly balances: ReadonlyMap<string, bigint>
  /** How often each event of an order was recorded. */
  readonly events: readonly EventCount[]
  readonly workflows: ReadonlyMap<string, WorkflowStanding>
  /** How the services that never end stand, as Temporal names it. */
  readonly services: ReadonlyMap<string, string>
  /** Where ledger, chain, orders and workflows do not agree, in words. */
  readonly bookDifferences: readonly string[]
}

export type HeldKey = { readonly commandId: string; readonly resourceId: string }

export type CommandRow = {
  readonly commandId: string
  readonly orderId: string
  readonly kind: string
  readonly status: CommandStatus
  readonly code: string | null
}

export type OrderRow = {
  readonly id: string
  readonly status: string
  readonly finalStatus: string | null
  readonly buyerId: string
  readonly version: number
}

export type DepositRow = { readonly userId: string; readonly amountStroops: bigint }
export type EventCount = { readonly orderId: string; readonly type: string; readonly count: number }

export type WorkflowStanding = {
  /** As Temporal names it, or MISSING. */
  readonly status: string
  /** What a running workflow itself says of its order. */
  readonly order: WorkflowSays | null
}

export type WorkflowSays = {
  readonly status: string
  readonly version: number
  /** The chain step under way, and why it cannot go on, in words. */
  readonly doing: string | null
  readonly problem: string | null
}
