import { WorkflowNotFoundError } from '@temporalio/client'
import { closedAmong } from '../../../db/recovery/closedAmong.ts'
import { changesAfter, lostCreations, pendingCommands } from '../../../db/recovery/knownChanges.ts'
import { openOrders, readStoredOrder } from '../../../db/recovery/readStoredOrder.ts'
import type { OrderId } from '../../../domain/ids.ts'
import { isClockId } from '../../../domain/order/changes/clock.ts'
import type { OrderCommand } from '../../../domain/order/command.ts'
import { summarise } from '../../../domain/order/describe.ts'
import { readChangeKey } from '../../../domain/order/restore/storedOrder.ts'
import { restoreOrder } from '../../../domain/order/restore.ts'
import { startServiceWorkflows } from '../../../worker/startServiceWorkflows.ts'
import {
  OPERATOR_SIGNALS,
  ORDER_TASK_QUEUE,
  type OrderInput,
  orderWorkflowType,
  SIGNALS,
} from '../../../workflows/messages.ts'
import { buyerIdKey, orderStatusKey, orderStuckKey, sellerIdKey } from '../../../workflows/searchAttributes.ts'
import type { Repair } from '../context.ts'
import { changesIn, versionIn } from '../history/facts.ts'
import type { OrderHistory } from '../history/orderHistory.ts'
import type { LostDeployments } from './lostDeployments.ts'

/** The server takes 200 bytes of summary; a character may take four. */
const SUMMARY_LENGTH = 50

/** Starts every workflow again that should run and does not, and those that know less than their order's row. */
export async function startWorkflows(
  repair: Repair,
  histories: ReadonlyMap<string, OrderHistory>,
  undeployed: LostDeployments,
): Promise<void> {
  const open = await openOrders(repair.db)
  for (const [orderId, version] of open) {
    const history = histories.get(orderId)
    if (history?.problem) continue
    const more = undeployed.get(orderId)
    const why = more === undefined ? await whyBehind(repair, history, version) : 'its contract is deployed anew'
    if (why === null) continue
    repair.report.found(`Order ${orderId} needs its workflow started again: ${why}.`)
    if (repair.apply) await startAgain(repair, orderId, more ?? [])
  }
  for (const history of histories.values()) await endForgetful(repair, history)
  for (const orderId of await lostCreations(repair.db)) {
    if (histories.has(orderId)) continue
    repair.report.advise(`Order ${orderId} was accepted and never written down: have it created again.`)
  }
  if (repair.apply) await startServiceWorkflows(repair.temporal)
}

/** A workflow that has not heard of what closed its order would wait for ever, and let its deadlines ring. */
async function endForgetful(repair: Repair, history: OrderHistory): Promise<void> {
  const { orderId, isRunning, problem } = history
  if (!isRunning || problem !== null || (await closedAmong(repair.db, [orderId])).length === 0) return
  const unheard = await unheardIn(repair, history)
  if (unheard === null) return
  repair.report.found(`Order ${orderId} is closed, and its workflow has not heard of ${unheard}.`)
  if (!repair.apply) return
  await terminateOld(repair.temporal, orderId)
  repair.report.did(`The workflow of order ${orderId} is ended.`)
}

/** A workflow that lags behind its row by what it will do again by itself is well: that is how every crash ends. */
async function whyBehind(repair: Repair, history: OrderHistory | undefined, version: number): Promise<string | null> {
  if (history === undefined) return 'Temporal does not know it'
  // Closed there, the order will be closed here as soon as its missing changes are committed.
  if (changesIn(history).at(-1)?.change.status === 'CLOSED') return null
  if (!history.isRunning) return 'its workflow has ended'
  const unheard = await unheardIn(repair, history)
  return unheard === null
    ? null
    : `it is at version ${versionIn(history)} of ${version} and has not heard of ${unheard}`
}

/** A change or a command that the database has and the workflow can never come to by itself; null when there is none. */
async function unheardIn({ db }: Repair, history: OrderHistory): Promise<string | null> {
  const { orderId, carried, signalled } = history
  const own = new Set(changesIn(history).map(({ change }) => change.key))
  const ofOwn = [...own].map((key) => readChangeKey(orderId, key).commandId)
  const heard = new Set([...carried.commandIds, ...signalled, ...ofOwn])
  const change = (await changesAfter(db, orderId, carried.version)).find((key) => {
    const { commandId, name } = readChangeKey(orderId, key)
    return !own.has(key) && !heard.has(commandId) && !isClockId(commandId) && name !== 'create'
  })
  return change ?? (await pendingCommands(db, orderId)).find((commandId) => !heard.has(commandId)) ?? null
}

async function startAgain(
  { db, temporal, report }: Repair,
  orderId: OrderId,
  more: readonly OrderCommand[],
): Promise<void> {
  const { order, createCommandId } = await readStoredOrder(db, orderId)
  const { carried, lost, ...restored } = restoreOrder(order)
  const commands = [...restored.commands, ...more]
  const { terms } = order
  const input: OrderInput = { terms, createCommandId, renewsContract: true, logsOperators: true, carried }
  await terminateOld(temporal, orderId)
  const handle = await temporal.workflow.start(orderWorkflowType, {
    workflowId: orderId,
    taskQueue: ORDER_TASK_QUEUE,
    args: [input],
    staticSummary: summarise(terms).slice(0, SUMMARY_LENGTH),
    staticDetails: `Started again from the database by a repair, at version ${order.version}.`,
    typedSearchAttributes: [
      { key: orderStatusKey, value: order.status },
      { key: orderStuckKey, value: false },
      { key: buyerIdKey, value: terms.buyerId },
      { key: sellerIdKey, value: terms.sellerId },
    ],
  })
  // No worker runs, so all of them are there when the workflow takes its first step.
  for (const command of commands) await handle.signal({ ...SIGNALS, ...OPERATOR_SIGNALS }[command.kind].name, command)
  const again = commands.map(({ kind }) => kind).join(', ')
  report.did(
    `Order ${orderId} runs again from ${order.status}${again === '' ? '' : `, carrying out once more: ${again}`}.`,
  )
  for (const { commandId, kind } of lost) {
    report.unexplained(`Command ${commandId} (${kind}) of ${orderId} was accepted and is lost. Have it sent again.`)
  }
}

async function terminateOld(temporal: Repair['temporal'], orderId: OrderId): Promise<void> {
  try {
    await temporal.workflow.getHandle(orderId).terminate('Its order goes on in a workflow that knows more (repair)')
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}
