import { escrow } from '../ledger/accounts.ts'
import { formatExact, stroops } from '../money.ts'
import type { CheckResult, Difference } from './finding.ts'
import { impliedBalances } from './impliedBalances.ts'
import { judgeEvents } from './judgeEvents.ts'
import { judgeHistory } from './judgeHistory.ts'
import type { OrderFacts } from './orderFacts.ts'

/** As much of a long list as says what is wrong. */
const MAX_PHRASES = 5

/** Holds an order's row against its accounts, its history and its events. Pure: all facts are from one instant. */
export function judgeOrder(facts: OrderFacts): CheckResult[] {
  return [balancesOf(facts), ...(facts.complete ? [historyOf(facts), eventsOf(facts)] : [])]
}

function balancesOf(facts: OrderFacts): CheckResult {
  const { balances, contractId } = facts
  const held = (account: string) => BigInt(balances[account] ?? 0)
  const implied = impliedBalances(facts)
  const differences: Difference[] = [...implied]
    .filter(([account, amount]) => held(account) !== amount)
    .map(([account, amount]) => differenceOf(account, exact(amount), exact(held(account))))
  const subjects = [...implied.keys()]
  if (contractId !== null) {
    // More is possible: strangers can send something in.
    const contract = held(escrow(contractId).name)
    const locked = subjects.slice(1).reduce((sum, account) => sum + held(account), 0n)
    const subject = `order:${facts.id}:contract`
    if (contract < locked) differences.push(differenceOf(subject, `at least ${exact(locked)}`, exact(contract)))
    subjects.push(subject)
  }
  return { kind: 'order_balances', subjects, differences }
}

function differenceOf(subject: string, expected: string, actual: string): Difference {
  return { kind: 'order_balances', subject, expected, actual }
}

function historyOf(facts: OrderFacts): CheckResult {
  const wrong = judgeHistory(facts)
  const differences: Difference[] = wrong === null ? [] : [{ kind: 'order_history', subject: facts.id, ...wrong }]
  return { kind: 'order_history', subjects: [facts.id], differences }
}

function eventsOf(facts: OrderFacts): CheckResult {
  const { untold, untrue } = judgeEvents(facts)
  const wrong = untold.length > 0 || untrue.length > 0
  const differences: Difference[] = wrong
    ? [{ kind: 'order_events', subject: facts.id, expected: listed(untold), actual: listed(untrue) }]
    : []
  return { kind: 'order_events', subjects: [facts.id], differences }
}

function listed(phrases: readonly string[]): string {
  if (phrases.length === 0) return 'no other events'
  const more = phrases.length - MAX_PHRASES
  return phrases.slice(0, MAX_PHRASES).join(', ') + (more > 0 ? ` and ${more} more` : '')
}

function exact(amount: bigint): string {
  return formatExact(stroops(amount))
}
