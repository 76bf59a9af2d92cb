import { formatExact, stroops } from '../../../domain/money.ts'
import type { Facts } from './facts.ts'
import { duplicated, type Finding, lost, violation } from './finding.ts'
import { type Implied, implyOrder } from './implied.ts'
import type { Journal, OrderRecord } from './record.ts'

/** Each deposit was credited once, everybody has what the outcomes say, and the ledger agrees with the chain. */
export function checkMoney(journal: Journal, facts: Facts): Finding[] {
  return [
    ...checkDeposits(journal, facts),
    ...checkBalances(journal, facts),
    ...facts.bookDifferences.map((difference) => violation(difference)),
  ]
}

function checkDeposits({ payments }: Journal, { deposits }: Facts): Finding[] {
  const unmatched = [...deposits]
  const findings = payments.flatMap(({ userId, amountStroops, certainty }) => {
    const credits = deposits.filter((row) => row.userId === userId && row.amountStroops === amountStroops)
    for (const credit of credits) unmatched.splice(unmatched.indexOf(credit), 1)
    const what = `${inUnits(amountStroops)} USDC for ${userId}`
    if (credits.length > 1) return [duplicated(`A payment of ${what} was credited ${credits.length} times.`)]
    if (credits.length === 0 && certainty === 'paid') return [lost(`A payment of ${what} was never credited.`)]
    return []
  })
  const nobodys = unmatched.map(({ userId, amountStroops }) =>
    violation(`${userId} was credited ${inUnits(amountStroops)} USDC that nobody paid.`),
  )
  return [...findings, ...nobodys]
}

/** What each person must have: deposits, less what their purchases took, and what was paid to them. */
function checkBalances(journal: Journal, { deposits, balances }: Facts): Finding[] {
  const implied = impliedOrders(journal)
  return [...journal.users].flatMap((userId) => {
    const bought = implied.filter(({ order }) => order.buyerId === userId)
    const sold = implied.filter(({ order }) => order.sellerId === userId)
    const available =
      sum(deposits.filter((row) => row.userId === userId).map(({ amountStroops }) => amountStroops)) -
      sum(bought.map(({ takenStroops }) => takenStroops)) +
      sum(sold.map(({ paidStroops }) => paidStroops))
    const found = balances.get(userId) ?? 0n
    if (found === available) return []
    return [violation(`${userId} has ${inUnits(found)} available; by everything that succeeded ${inUnits(available)}.`)]
  })
}

function impliedOrders({ orders, keys }: Journal): (Implied & { order: OrderRecord })[] {
  return [...orders.values()].map((order) => ({
    ...implyOrder(
      order,
      keys.filter(({ orderId }) => orderId === order.orderId),
    ),
    order,
  }))
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n)
}

function inUnits(amount: bigint): string {
  return formatExact(stroops(amount))
}
