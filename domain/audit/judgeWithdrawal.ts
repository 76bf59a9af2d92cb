import type { EventType } from '../events.ts'
import { formatExact, stroops } from '../money.ts'
import type { WithdrawalStatus } from '../withdrawal/status.ts'
import type { CheckResult, Difference } from './finding.ts'
import type { WithdrawalFacts } from './withdrawalFacts.ts'

/** What has been posted and told by the time that a withdrawal is in a status. */
const PAST: Readonly<Record<WithdrawalStatus, { postings: readonly string[]; events: readonly EventType[] }>> = {
  PENDING: { postings: ['request'], events: ['withdrawal.requested'] },
  COMPLETED: { postings: ['request', 'paid'], events: ['withdrawal.requested', 'withdrawal.completed'] },
  FAILED: { postings: ['request', 'return'], events: ['withdrawal.requested', 'withdrawal.failed'] },
}

/** Holds a withdrawal's row against its account, its postings and its events. Pure: all facts are from one instant. */
export function judgeWithdrawal(facts: WithdrawalFacts): CheckResult[] {
  return [balanceOf(facts), historyOf(facts)]
}

function balanceOf({ id, status, amountStroops, pendingStroops }: WithdrawalFacts): CheckResult {
  const subject = `withdrawal:${id}:pending`
  const [expected, actual] = [exact(status === 'PENDING' ? amountStroops : '0'), exact(pendingStroops)]
  const differences: Difference[] =
    expected === actual ? [] : [{ kind: 'withdrawal_balances', subject, expected, actual }]
  return { kind: 'withdrawal_balances', subjects: [subject], differences }
}

function historyOf(facts: WithdrawalFacts): CheckResult {
  const { id, status, postings, events, transactionHash } = facts
  const past = PAST[status]
  const posted = postings.map(({ name }) => name)
  const paidBy = postings.find(({ name }) => name === 'paid')?.transactionHash ?? null
  const sides =
    differing('postings', past.postings, posted) ??
    differing('events', past.events, events) ??
    (paidBy === transactionHash ? null : { expected: `payment ${paidBy}`, actual: `payment ${transactionHash}` })
  const differences: Difference[] = sides === null ? [] : [{ kind: 'withdrawal_history', subject: id, ...sides }]
  return { kind: 'withdrawal_history', subjects: [id], differences }
}

function differing(what: string, wanted: readonly string[], there: readonly string[]) {
  const inWords = (list: readonly string[]) => `${what} ${list.join(', ') || 'none'}`
  const sides = { expected: inWords(wanted), actual: inWords(there) }
  return sides.expected === sides.actual ? null : sides
}

function exact(amountStroops: string): string {
  return formatExact(stroops(BigInt(amountStroops)))
}
