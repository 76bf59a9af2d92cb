import type { OrderCost } from './perOrder/takeOrders.ts'

export type RecordedCost = Omit<OrderCost, 'historyBytes'>

/**
 * What one order costs, from its creation to its end: the least of several on an idle stack. A test holds every change to
 * it. SQL round trips have room for two: 52, 53 and 91 are what is counted. To change a number here is to say that the
 * order is worth more, or that something was saved; the commit says why.
 */
export const RECORDED = {
  released: {
    workflowTasks: 11,
    activities: 6,
    localActivities: 9,
    signals: 4,
    historyEvents: 74,
    sqlRoundTrips: 54,
    chainTransactions: 5,
  },
  split: {
    workflowTasks: 11,
    activities: 5,
    localActivities: 11,
    signals: 5,
    historyEvents: 74,
    sqlRoundTrips: 55,
    chainTransactions: 4,
  },
  milestones: {
    workflowTasks: 17,
    activities: 9,
    localActivities: 15,
    signals: 7,
    historyEvents: 109,
    sqlRoundTrips: 93,
    chainTransactions: 8,
  },
} as const satisfies Record<string, RecordedCost>

export type OrderKind = keyof typeof RECORDED

const NAMES: Readonly<Record<keyof RecordedCost, string>> = {
  workflowTasks: 'workflow tasks',
  activities: 'activities',
  localActivities: 'local activities',
  signals: 'signals',
  historyEvents: 'history events',
  sqlRoundTrips: 'SQL round trips',
  chainTransactions: 'transactions on chain',
}

const FIGURES = Object.keys(NAMES) as (keyof RecordedCost)[]

/** What an order costs more than it should, as sentences that say what to do; none where nothing rose. */
export function risen(kind: OrderKind, cost: RecordedCost): string[] {
  const recorded: RecordedCost = RECORDED[kind]
  return FIGURES.filter((figure) => cost[figure] > recorded[figure]).map(
    (figure) =>
      `An order that is ${IN_WORDS[kind]} takes ${cost[figure]} ${NAMES[figure]} instead of ${recorded[figure]} ` +
      `(+${cost[figure] - recorded[figure]}). Find out what asks for more (npm run bench -- --only perOrder), ` +
      'or, if it is worth that, change bench/cost.ts and say why in the commit.',
  )
}

/** What became cheaper: worth a lower number in the table, so that it stays so. */
export function fallen(kind: OrderKind, cost: RecordedCost): string[] {
  const recorded: RecordedCost = RECORDED[kind]
  return FIGURES.filter((figure) => cost[figure] < recorded[figure]).map(
    (figure) => `${kind}: ${cost[figure]} ${NAMES[figure]}, recorded are ${recorded[figure]}`,
  )
}

const IN_WORDS: Readonly<Record<OrderKind, string>> = {
  released: 'released',
  split: 'disputed and split',
  milestones: 'paid in two milestones',
}
