import { checkCommands } from './checkCommands.ts'
import { checkKeys } from './checkKeys.ts'
import { checkMoney } from './checkMoney.ts'
import { checkOrders } from './checkOrders.ts'
import type { Facts } from './facts.ts'
import { type Finding, violation } from './finding.ts'
import type { Journal } from './record.ts'

/** Holds what the load was told against what is there. Pure; no findings means that nothing was lost, doubled or bent. */
export function check(journal: Journal, facts: Facts): Finding[] {
  return [
    ...checkKeys(journal, facts),
    ...checkCommands(journal, facts),
    ...checkOrders(journal, facts),
    ...checkMoney(journal, facts),
    ...journal.complaints.map((says) => violation(says)),
  ]
}
