import type { CommandId } from '../domain/ids.ts'
import type { CommandKind } from '../domain/order/command.ts'
import type { OperatorKind } from '../domain/order/operator.ts'
import type { OrderTerms } from '../domain/order/terms.ts'
import type { CarriedOver } from './order/desk.ts'

/** Workflows, their local activities and everything quick. */
export const ORDER_TASK_QUEUE = 'orders'
/** Chain steps. It carries the vendor's request limit, shared by all workers. */
export const ESCROW_TASK_QUEUE = 'escrow'

export const orderWorkflowType = 'order'

/** The header beside every command of the API; the workflow hands it on, unread, to the activities that serve the command. */
export const COMMAND_HEADER = 'offerhub-command'

/** What the header says. The trace is there where traces are switched on. */
export type CommandOrigin = {
  readonly commandId: CommandId
  /** When the API sent the command. */
  readonly sentAtMs: number
  readonly traceparent?: string
  readonly tracestate?: string
}

/** Which command the first argument of a start or a signal is. Signals of support are typed by hand, so anything may come. */
export function commandIdIn(message: unknown): CommandId | undefined {
  if (typeof message !== 'object' || message === null) return undefined
  const { createCommandId, commandId = createCommandId } = message as Readonly<Record<string, unknown>>
  return typeof commandId === 'string' ? (commandId as CommandId) : undefined
}

/** What starts an order's workflow. The workflow id is the order id. */
export type OrderInput = {
  readonly terms: OrderTerms
  readonly createCommandId: CommandId
  /** Whether the order keeps its contract from being archived. Orders that were started before this was there do not. */
  readonly renewsContract?: boolean
  /** Whether `retryNow` is written down. Orders that were started before it was do not. */
  readonly logsOperators?: boolean
  /** Set only when a long-lived order continues as new. */
  readonly carried?: CarriedOver
}

/** One signal per command; its single argument is the command. The descriptions stand in the Web UI's signal dialog. */
export const SIGNALS: Readonly<Record<CommandKind, { name: string; description: string }>> = {
  reserve: { name: 'reserve', description: "Set the order's amount aside from the buyer's balance." },
  createEscrow: { name: 'createEscrow', description: 'Deploy the escrow contract for this order.' },
  fund: { name: 'fund', description: "Send the reserved USDC from the buyer's wallet to the escrow contract." },
  completeMilestone: { name: 'completeMilestone', description: 'The seller says that the milestone `ref` is done.' },
  releaseMilestone: { name: 'releaseMilestone', description: 'Approve the milestone `ref` and pay the seller for it.' },
  release: { name: 'release', description: 'Approve the work and pay the seller out of the escrow contract.' },
  refund: { name: 'refund', description: 'Give the money back to the buyer out of the escrow contract.' },
  dispute: { name: 'dispute', description: 'Freeze the order until support decides; openedBy is BUYER or SELLER.' },
  resolve: {
    name: 'resolve',
    description: 'Decide the dispute: FULL_RELEASE, FULL_REFUND or SPLIT with both amounts.',
  },
  cancel: { name: 'cancel', description: 'Close the order before its escrow and give the reservation back.' },
}

/** What an operator says with `retryNow`; all may be left out. Requests with one `requestId` are one. */
export type RetryRequest = { readonly by?: string; readonly reason?: string; readonly requestId?: CommandId }

/** An operator's signal: try the step that is stuck again now. */
export const RETRY_NOW = {
  name: 'retryNow',
  description: 'Try the step that is stuck again now. Input: {"by": "your name", "reason": "why"}, or nothing.',
} as const

/** Support's commands, as the Web UI shows them in its signal dialog. */
export const OPERATOR_SIGNALS: Readonly<Record<OperatorKind, { name: string; description: string }>> = {
  abort: {
    name: 'abort',
    description:
      'Close the order while its money is not on chain, and give the reservation back. ' +
      'Input: {"by": "your name", "reason": "why"}.',
  },
  resolveManually: {
    name: 'resolveManually',
    description:
      'The stuck step was done by hand: go on with this transaction, once it is checked. ' +
      'Input: {"by": "...", "reason": "...", "transactionHash": "64 hex digits"}.',
  },
  extendDeadline: {
    name: 'extendDeadline',
    description:
      'Give more time. Input: {"by": "...", "reason": "...", ' +
      '"deadline": "reservation, review or dispute", "until": "2027-01-31T12:00:00Z"}, with "ref" for a milestone.',
  },
}

export const QUERIES = {
  state: { name: 'state', description: 'The order as its workflow knows it, with what it is doing now.' },
  outcome: { name: 'outcome', description: 'How a command came out, by command id.' },
} as const

/** Search attributes that operators filter by. They are upserted, so they stay readable when no worker runs. */
export const SEARCH_ATTRIBUTES = {
  orderStatus: 'OrderStatus',
  orderStuck: 'OrderStuck',
  stuckReason: 'StuckReason',
  buyerId: 'BuyerId',
  sellerId: 'SellerId',
} as const

/** The service workflows: one of each in a namespace, the workflow id is the type. */
export const SERVICES = [
  { workflow: 'deposits', summary: "Credits USDC that reaches users' wallets" },
  { workflow: 'wallets', summary: "Creates new users' wallets on Stellar" },
  { workflow: 'treasury', summary: 'Pays the protocol fee into wallets that it left short' },
  { workflow: 'webhooks', summary: 'Sends events to webhook endpoints' },
  { workflow: 'auditor', summary: 'Compares the ledger with the chain, and orders with their workflows' },
] as const
