import { formatCents } from '../money.ts'
import { describeStuck } from '../operations/describeStuck.ts'
import type { WithdrawalStatus } from './status.ts'
import { type WithdrawalTerms, withdrawalAmount } from './terms.ts'

const NOT_RECORDED = 'Nothing is set aside yet; a destination that cannot be paid is refused first.'

/** What each status means to somebody who has never seen this system. */
export const WITHDRAWAL_MEANING: Readonly<Record<WithdrawalStatus, string>> = {
  PENDING: 'The amount is set aside, and the payment out of the wallet is under way.',
  COMPLETED: 'The destination has the money.',
  FAILED: 'Nothing was paid; the money is back in the balance.',
}

/** One line for lists: whose money, how much, to where. */
export function summariseWithdrawal(terms: WithdrawalTerms): string {
  const { userId, destination } = terms
  return `${formatCents(withdrawalAmount(terms))} USDC of \`${userId}\` to \`${destination}\``
}

/** Markdown for the operator's page of a withdrawal: where it stands, what it does, what holds it up and what can be done. */
export function describeWithdrawal(
  status: WithdrawalStatus | null,
  doing: string | null,
  problem: string | null,
): string {
  const heading = status === null ? `**Asked for**: ${NOT_RECORDED}` : `**${status}**: ${WITHDRAWAL_MEANING[status]}`
  const now = doing === null ? [] : [`- Doing now: ${doing}`]
  const stuck = [
    ...describeStuck(problem ?? ''),
    '- `giveUp` gives the money back, once it is certain that it cannot be paid any more.',
  ]
  return [heading, '', ...(problem === null ? now : stuck)].join('\n')
}
