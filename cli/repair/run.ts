import { connectedProcesses } from '../../db/recovery/connectedProcesses.ts'
import { liftHold, placeHold, readHold } from '../../db/recovery/hold.ts'
import { retireSpareWallets } from '../../db/recovery/retireSpareWallets.ts'
import { dueTopUps } from '../../db/recovery/topUps.ts'
import { forgetPlaced } from '../../db/recovery/unplacedPayments.ts'
import { compareBooks } from './compare.ts'
import type { Repair } from './context.ts'
import { collectHistories } from './history/collect.ts'
import type { OrderHistory } from './history/orderHistory.ts'
import { lookAtChain, type Sight } from './look.ts'
import { type LostStep, stepsOfOrders, storeStep } from './mend/attempts.ts'
import { commitMissing, findMissingChanges, type MissingChanges, recordOthers } from './mend/changes.ts'
import { bookTransfers } from './mend/deposits.ts'
import { takeBackDeployments } from './mend/lostDeployments.ts'
import { adviseUnplaced, bookPayments, notePayments, paymentsAmong } from './mend/topUps.ts'
import { startWorkflows } from './mend/workflows.ts'
import { untilEnvelopesDied } from './untilEnvelopesDied.ts'

export type RepairOptions = {
  /** When the last worker was stopped: nothing was signed after that. */
  readonly stoppedAtMs: number
  readonly say: (line: string) => void
}

/** True when chain, database and Temporal agree, or do as soon as the workers run. */
export async function runRepair(repair: Repair, options: RepairOptions): Promise<boolean> {
  const { db, apply, report } = repair
  if (apply) await takeOver(repair)
  const histories = await collectHistories(repair)
  const missing = await findMissingChanges(repair, histories.values())
  const sight = await lookTwice(repair, histories, missing, options)
  await mend(repair, histories, missing, sight)
  if (!apply) return report.lines.found.length === 0 && (await compareBooks(repair))
  await compareBooks(repair)
  if (report.lines.unexplained.length > 0) return false
  await liftHold(db)
  return true
}

/** While a repair works, nobody else may write. */
async function takeOver({ db }: Repair): Promise<void> {
  const running = await connectedProcesses(db)
  if (running.length > 0) {
    throw new Error(`Stop these first, and keep them from being started again: ${running.join(', ')}.`)
  }
  if ((await readHold(db)) === null) await placeHold(db, 'A repair is under way')
}

/** A payment that was signed and not sent may still come: then the first look saw too little. */
async function lookTwice(
  repair: Repair,
  histories: ReadonlyMap<string, OrderHistory>,
  missing: readonly MissingChanges[],
  { stoppedAtMs, say }: RepairOptions,
): Promise<Sight> {
  const first = await lookAtChain(repair, histories)
  const isOlder = missing.length > 0 || first.lost.length > 0 || (await dueTopUps(repair.db)).length > 0
  if (!repair.apply || !isOlder) return first
  await untilEnvelopesDied(repair, stoppedAtMs, say)
  return await lookAtChain(repair, histories)
}

async function mend(
  repair: Repair,
  histories: ReadonlyMap<string, OrderHistory>,
  missing: readonly MissingChanges[],
  { window, lost, owners }: Sight,
): Promise<void> {
  const payments = paymentsAmong(lost, repair.treasury)
  const steps = stepsOfOrders(repair, lost, owners)
  const undeployed = await takeBackDeployments(repair, histories, missing, lost)
  if (repair.apply) {
    await retireAddresses(repair)
    await notePayments(repair, payments)
  }
  for (const step of steps) await storeStep(repair, step)
  const ours = [...steps.map(({ transaction }) => transaction), ...payments].map(({ hash }) => hash)
  await bookTransfers(repair, window, new Set(ours))
  for (const step of steps) advise(repair, step, histories)
  await commitAll(repair, missing, payments)
  await recordOthers(repair, histories.values())
  await startWorkflows(repair, histories, undeployed)
}

async function retireAddresses({ db, report }: Repair): Promise<void> {
  const count = await retireSpareWallets(db)
  if (count > 0) report.did(`${count} spare addresses are retired: somebody may have been told one of them.`)
}

/** Changes of orders and payments of the treasury wait for each other, so both are tried until neither moves. */
async function commitAll(
  repair: Repair,
  missing: readonly MissingChanges[],
  payments: Awaited<ReturnType<typeof bookPayments>>,
): Promise<void> {
  const { report, apply } = repair
  let left = await bookPayments(repair, payments)
  let total = 0
  for (let moved = apply; moved; ) {
    const { committed, blocked } = await commitMissing(repair, missing)
    const before = left.length
    left = await bookPayments(repair, left)
    moved = committed > 0 || left.length < before
    total += committed
    if (!moved) for (const [orderId, reason] of blocked) report.unexplained(`Order ${orderId}: ${reason}`)
  }
  if (total > 0) report.did(`${total} changes of orders are committed again.`)
  if (apply) {
    await forgetPlaced(repair.db)
    return adviseUnplaced(repair, left)
  }
  for (const { hash } of left) report.found(`The treasury paid in ${hash} what is not due as the database stands.`)
}

/** What happened on chain and is asked for by nobody who is left. */
function advise(
  { report }: Repair,
  { orderId, kind, stepKey }: LostStep,
  histories: ReadonlyMap<string, OrderHistory>,
): void {
  if (orderId === null || histories.has(orderId)) return
  report.advise(
    `Step ${stepKey} happened, and the command that asked for it is lost: send order ${orderId} the command behind "${kind}" again. It is found done and booked, not done again.`,
  )
}
