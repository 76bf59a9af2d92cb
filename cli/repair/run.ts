import { connectedProcesses } from '../../db/recovery/connectedProcesses.ts'
import { liftHold, placeHold, readHold } from '../../db/recovery/hold.ts'
import { retireSpareWallets } from '../../db/recovery/retireSpareWallets.ts'
import { dueTopUps } from '../../db/recovery/topUps.ts'
import { forgetPlaced } from '../../db/recovery/unplacedPayments.ts'
import { pendingWithdrawals } from '../../db/recovery/withdrawals.ts'
import { compareBooks } from './compare.ts'
import type { Repair } from './context.ts'
import { collectHistories, type Histories } from './history/collect.ts'
import type { OrderHistory } from './history/orderHistory.ts'
import { lookAtChain, type Sight } from './look.ts'
import { type LostStep, stepsOfOrders, storeStep } from './mend/attempts.ts'
import { commitMissing, findMissingChanges, type MissingChanges, recordOthers } from './mend/changes.ts'
import { bookTransfers } from './mend/deposits.ts'
import { takeBackDeployments } from './mend/lostDeployments.ts'
import { adviseOrphans, findOrphans, type Orphan } from './mend/orphans.ts'
import { recordOthersOfWithdrawals } from './mend/othersOfWithdrawals.ts'
import { stepsOfWithdrawals } from './mend/payouts.ts'
import { adviseUnplaced, bookPayments, notePayments, paymentsAmong } from './mend/topUps.ts'
import { commitWithdrawals, findMissingWithdrawals, type MissingWithdrawal } from './mend/withdrawals.ts'
import { startWithdrawals } from './mend/withdrawalWorkflows.ts'
import { startWorkflows } from './mend/workflows.ts'
import { untilEnvelopesDied } from './untilEnvelopesDied.ts'

export type RepairOptions = {
  /** When the last worker was stopped: nothing was signed after that. */
  readonly stoppedAtMs: number
  readonly say: (line: string) => void
}

/** What Temporal knows to be committed and the database does not have. */
type Missing = { readonly orders: readonly MissingChanges[]; readonly withdrawals: readonly MissingWithdrawal[] }

/** True when chain, database and Temporal agree, or do as soon as the workers run. */
export async function runRepair(repair: Repair, options: RepairOptions): Promise<boolean> {
  const { db, apply, report } = repair
  if (apply) await takeOver(repair)
  const histories = await collectHistories(repair)
  const missing: Missing = {
    orders: await findMissingChanges(repair, histories.orders.values()),
    withdrawals: await findMissingWithdrawals(repair, histories.withdrawals.values()),
  }
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
  histories: Histories,
  missing: Missing,
  { stoppedAtMs, say }: RepairOptions,
): Promise<Sight> {
  const first = await lookAtChain(repair, histories)
  if (!repair.apply || !(await mayBeOlder(repair, missing, first))) return first
  await untilEnvelopesDied(repair, stoppedAtMs, say)
  return await lookAtChain(repair, histories)
}

/** Also where all that is known agrees: what is to be paid may have been signed, and the record of it lost. */
async function mayBeOlder({ db }: Repair, missing: Missing, { lost }: Sight): Promise<boolean> {
  if (missing.orders.length > 0 || missing.withdrawals.length > 0 || lost.length > 0) return true
  return (await dueTopUps(db)).length > 0 || (await pendingWithdrawals(db)).length > 0
}

async function mend(
  repair: Repair,
  histories: Histories,
  missing: Missing,
  { window, lost, owners }: Sight,
): Promise<void> {
  const { orders, withdrawals } = histories
  const payments = paymentsAmong(lost, repair.treasury)
  const steps = [...stepsOfOrders(repair, lost, owners), ...(await stepsOfWithdrawals(repair, lost, withdrawals))]
  const undeployed = await takeBackDeployments(repair, orders, missing.orders, lost)
  if (repair.apply) {
    await retireAddresses(repair)
    await notePayments(repair, payments)
  }
  for (const step of steps) await storeStep(repair, step)
  const ours = [...steps.map(({ transaction }) => transaction), ...payments].map(({ hash }) => hash)
  await bookTransfers(repair, window, new Set(ours))
  for (const step of steps) advise(repair, step, orders)
  const orphans = await findOrphans(repair, new Set(withdrawals.keys()))
  await commitAll(repair, { ...missing, orphans }, payments)
  await recordOthers(repair, orders.values())
  await recordOthersOfWithdrawals(repair, withdrawals.values())
  await startWorkflows(repair, orders, undeployed)
  await startWithdrawals(repair, withdrawals)
}

async function retireAddresses({ db, report }: Repair): Promise<void> {
  const count = await retireSpareWallets(db)
  if (count > 0) report.did(`${count} spare addresses are retired: somebody may have been told one of them.`)
}

/** Changes of orders and withdrawals and payments of the treasury wait for each other, so all are tried until none moves. */
async function commitAll(
  repair: Repair,
  missing: Missing & { readonly orphans: readonly Orphan[] },
  payments: Awaited<ReturnType<typeof bookPayments>>,
): Promise<void> {
  const { report, apply } = repair
  let left = await bookPayments(repair, payments)
  const total = { orders: 0, withdrawals: 0 }
  for (let moved = apply; moved; ) {
    const orders = await commitMissing(repair, missing.orders)
    const withdrawals = await commitWithdrawals(repair, missing.withdrawals)
    const adopted = await commitWithdrawals(repair, missing.orphans)
    const before = left.length
    left = await bookPayments(repair, left)
    const committed = withdrawals.committed + adopted.committed
    moved = orders.committed > 0 || committed > 0 || left.length < before
    total.orders += orders.committed
    total.withdrawals += committed
    if (moved) continue
    for (const [orderId, reason] of orders.blocked) report.unexplained(`Order ${orderId}: ${reason}`)
    for (const [id, reason] of withdrawals.blocked) report.unexplained(`Withdrawal ${id}: ${reason}`)
  }
  if (total.orders > 0) report.did(`${total.orders} changes of orders are committed again.`)
  if (total.withdrawals > 0) report.did(`${total.withdrawals} changes of withdrawals are committed.`)
  if (apply) {
    await forgetPlaced(repair.db)
    adviseOrphans(repair, missing.orphans)
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
