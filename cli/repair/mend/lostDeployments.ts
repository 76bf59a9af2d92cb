import { readEscrow } from '../../../chain/escrow/read.ts'
import { isStepKnown } from '../../../db/recovery/isStepKnown.ts'
import type { OrderId } from '../../../domain/ids.ts'
import type { OrderCommand } from '../../../domain/order/command.ts'
import { readChangeKey } from '../../../domain/order/restore/storedOrder.ts'
import type { LostTransaction } from '../chain/lostTransactions.ts'
import type { Repair } from '../context.ts'
import { changesIn, contractIn } from '../history/facts.ts'
import type { OrderHistory } from '../history/orderHistory.ts'
import type { MissingChanges } from './changes.ts'

/** Orders whose workflow has to begin with the deployment again, each with the commands that came after it. */
export type LostDeployments = ReadonlyMap<OrderId, readonly OrderCommand[]>

/**
 * A contract's id is told before the contract is deployed. Where the signed deployment was lost before it was sent, nothing
 * can ever bring that contract about, and another deployment makes another contract: the order goes back to where it asked
 * for one. What it was told since is taken out of the missing changes. No money can be in a contract that never was.
 */
export async function takeBackDeployments(
  repair: Repair,
  histories: ReadonlyMap<string, OrderHistory>,
  missing: readonly MissingChanges[],
  lost: readonly LostTransaction[],
): Promise<LostDeployments> {
  const found = new Map<OrderId, readonly OrderCommand[]>()
  for (const history of histories.values()) {
    const { orderId } = history
    const contractId = contractIn(history)
    if (contractId === null || !(await isNowhere(repair, history, contractId, lost))) continue
    repair.report.found(
      `Order ${orderId} was told of contract ${contractId}, whose deployment was lost before it was sent.`,
    )
    found.set(orderId, takeBack(orderId, missing))
  }
  return found
}

async function isNowhere(
  { db, rpc }: Repair,
  history: OrderHistory,
  contractId: string,
  lost: readonly LostTransaction[],
): Promise<boolean> {
  const { orderId, problem } = history
  if (problem !== null || changesIn(history).at(-1)?.change.status === 'CLOSED') return false
  if (lost.some(({ foundBy }) => foundBy === contractId)) return false
  if (await isStepKnown(db, `${orderId}:deploy`)) return false
  return (await readEscrow(rpc, contractId)) === null
}

function takeBack(orderId: OrderId, missing: readonly MissingChanges[]): OrderCommand[] {
  const changes = missing.find(({ history }) => history.orderId === orderId)?.changes ?? []
  const nameOf = (key: string) => readChangeKey(orderId, key).name
  const from = changes.findIndex(({ change }) => nameOf(change.key) === 'contractId')
  const taken = from < 0 ? [] : changes.splice(from)
  return taken.flatMap(({ change }): OrderCommand[] => {
    const { name, commandId } = readChangeKey(orderId, change.key)
    return name === 'queued' ? [{ kind: 'fund', commandId }] : []
  })
}
