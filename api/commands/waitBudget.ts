import type { CommandKind } from '../../domain/order/command.ts'
import type { OperatorKind } from '../../domain/order/operator.ts'
import type { Preference } from '../requests/preference.ts'

const LEDGER_WAIT_MS = 2_000
const CHAIN_WAIT_MS = 30_000
/** The network is asked about the destination first; nobody waits for the payment. */
const EXAMINED_WAIT_MS = 10_000

type Awaited = CommandKind | OperatorKind | 'create' | 'withdraw' | 'giveUp'

/** How long a request waits for its outcome before it answers 202. */
const WAIT_BUDGET_MS: Readonly<Record<Awaited, number>> = {
  create: LEDGER_WAIT_MS,
  reserve: LEDGER_WAIT_MS,
  cancel: LEDGER_WAIT_MS,
  createEscrow: CHAIN_WAIT_MS,
  fund: CHAIN_WAIT_MS,
  completeMilestone: CHAIN_WAIT_MS,
  releaseMilestone: CHAIN_WAIT_MS,
  release: CHAIN_WAIT_MS,
  refund: CHAIN_WAIT_MS,
  // The order is frozen at once; the contract follows by itself.
  dispute: LEDGER_WAIT_MS,
  resolve: CHAIN_WAIT_MS,
  // Both may have to look at the chain before they are answered.
  abort: CHAIN_WAIT_MS,
  resolveManually: CHAIN_WAIT_MS,
  extendDeadline: LEDGER_WAIT_MS,
  withdraw: EXAMINED_WAIT_MS,
  giveUp: LEDGER_WAIT_MS,
}

export function waitBudgetMs(kind: Awaited, preference: Preference): number {
  return preference?.waitMs ?? WAIT_BUDGET_MS[kind]
}
