import { contractOwners } from '../../db/recovery/contractOwners.ts'
import { hasMilestones } from '../../domain/order/milestones.ts'
import { findLostTransactions, type LostTransaction } from './chain/lostTransactions.ts'
import { readWindow, type Window } from './chain/window.ts'
import type { Repair } from './context.ts'
import type { Histories } from './history/collect.ts'
import { changesIn, contractIn } from './history/facts.ts'
import type { OrderHistory } from './history/orderHistory.ts'
import type { OwnersOfContracts } from './mend/attempts.ts'

/** What the chain shows that the database does not know. */
export type Sight = {
  readonly window: Window
  readonly lost: readonly LostTransaction[]
  readonly owners: OwnersOfContracts
}

/** Looks at the chain from where the database stopped reading, through everything that Temporal and the database know. */
export async function lookAtChain(repair: Repair, { orders, withdrawals }: Histories): Promise<Sight> {
  const known = await contractOwners(repair.db)
  const owners = new Map<string, { orderId: OrderHistory['orderId']; hasMilestones: boolean }>(known)
  const open = new Set<string>()
  for (const [contractId, { orderId, isOpen }] of known) {
    // Without a workflow to ask, only the contract can tell what happened to it.
    if (isOpen && !orders.has(orderId)) open.add(contractId)
  }
  for (const history of orders.values()) {
    const contractId = contractIn(history)
    const [first] = changesIn(history)
    if (contractId === null || first === undefined) continue
    owners.set(contractId, { orderId: history.orderId, hasMilestones: hasMilestones(first.change.terms) })
    if (history.isOnChain) open.add(contractId)
  }
  const window = await readWindow(repair, new Set(owners.keys()))
  const told = [
    ...[...orders.values()].map((history) => ({ did: history.did, contractId: contractIn(history) })),
    ...[...withdrawals.values()].map(({ did }) => ({ did, contractId: null })),
  ]
  const lost = await findLostTransactions(repair, window, told, open)
  return { window, lost, owners }
}
