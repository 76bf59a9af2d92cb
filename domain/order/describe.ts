import { formatCents } from '../money.ts'
import { describeStuck } from '../operations/describeStuck.ts'
import type { Deadline } from './deadlines.ts'
import { openActions } from './decide.ts'
import { milestonesOf } from './milestones.ts'
import type { OrderState } from './state.ts'
import type { OrderStatus } from './status.ts'
import { amountOf, type OrderTerms } from './terms.ts'

/** What each state means to somebody who has never seen this system. */
export const STATUS_MEANING: Readonly<Record<OrderStatus, string>> = {
  ORDER_CREATED: 'The order exists; no money has moved yet.',
  FUNDS_RESERVED: "The buyer's money is set aside for this order. It can still be cancelled.",
  ESCROW_CREATING: 'The escrow contract is being deployed on Stellar.',
  ESCROW_FUNDING: 'The escrow contract stands and waits for the money, or is just receiving it.',
  ESCROW_FUNDED: 'The money is locked in the escrow contract.',
  IN_PROGRESS: 'The money is locked in the escrow contract and the seller is working.',
  RELEASE_REQUESTED: 'The buyer approved the work; the contract is being told to pay the seller.',
  RELEASED: 'The contract has paid the seller.',
  REFUND_REQUESTED: 'The money is on its way back to the buyer.',
  REFUNDED: 'The contract has paid the buyer back.',
  DISPUTED: 'The parties disagree; support decides.',
  CLOSED: 'The order is finished; nothing more will happen.',
}

/** One line for lists: who pays whom how much for what. */
export function summarise(terms: OrderTerms): string {
  const what = terms.title ? ` for "${terms.title}"` : ''
  return `${formatCents(amountOf(terms))} ${terms.currency} from \`${terms.buyerId}\` to \`${terms.sellerId}\`${what}`
}

/** Markdown for the operator's page of an order: where it stands, what it waits for, what can be done. */
export function describe(state: OrderState, doing: string | null, problem: string | null): string {
  const actions = openActions(state)
  const { status, finalStatus, escrow } = state
  return [
    `**${status}${finalStatus ? ` (${finalStatus})` : ''}**: ${STATUS_MEANING[status]}`,
    '',
    // The page shows some ten lines without scrolling, and the order's terms beside them.
    ...(problem === null ? describeDoing(state, doing) : describeStuck(problem)),
    `- Next commands: ${actions.length > 0 ? actions.map((kind) => `\`${kind}\``).join(', ') : 'none'}`,
    `- Contract: ${escrow?.contractId ? `\`${escrow.contractId}\` (${escrow.status})` : 'none yet'}`,
    ...milestonesOf(state).map((each) => `- Milestone "${each.ref}" (${formatCents(each.amount)}): ${each.status}`),
    ...state.deadlines.map(describeDeadline),
  ].join('\n')
}

function describeDoing({ status }: OrderState, doing: string | null): string[] {
  return doing === null && status === 'CLOSED' ? [] : [`- Doing now: ${doing ?? 'waiting for the next command'}`]
}

function describeDeadline({ kind, ref, dueAtMs }: Deadline): string {
  const of = ref === null ? '' : ` of milestone "${ref}"`
  return `- Deadline (${kind}${of}): ${new Date(dueAtMs).toISOString()}`
}
