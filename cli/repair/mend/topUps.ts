import { createHash } from 'node:crypto'
import { batchTopUps, type DueRow, dueTopUps } from '../../../db/recovery/topUps.ts'
import { noteUnplaced } from '../../../db/recovery/unplacedPayments.ts'
import { markTopUpsPaid } from '../../../db/topUps/markTopUpsPaid.ts'
import type { LostTransaction } from '../chain/lostTransactions.ts'
import type { Repair } from '../context.ts'
import { storeStep } from './attempts.ts'

/** As many attempts as a step may have. */
const MAX_ATTEMPTS = 50

/**
 * The treasury's payments among the lost transactions: none may be made a second time. Each of ours has a hash as memo; what
 * has none was sent by somebody else with our key, and is told with the movements that no step of ours made.
 */
export function paymentsAmong(lost: readonly LostTransaction[], treasury: string): LostTransaction[] {
  return lost.filter(
    ({ content, source }) => content.what === 'payments' && content.memoHash !== null && source === treasury,
  )
}

/**
 * Finds what a payment of the treasury was for. Its memo is the hash of its batch's key, and a batch is named after the
 * first of what it pays; so it is known which due top-ups it paid, and they are booked as paid by it. Returns those
 * that could not be placed yet: what they paid may only become due with a change that is still missing.
 */
export async function bookPayments(repair: Repair, payments: readonly LostTransaction[]): Promise<LostTransaction[]> {
  const left: LostTransaction[] = []
  for (const payment of payments) {
    const batch = placeOf(payment, await dueTopUps(repair.db))
    if (batch === null) {
      left.push(payment)
      continue
    }
    // First the batch: from then on nobody can put its members into another one, whatever becomes of this repair.
    if (repair.apply) await batchTopUps(repair.db, batch.batchKey, batch.members)
    await storeStep(repair, {
      stepKey: `topUp:${batch.batchKey}`,
      orderId: null,
      kind: 'topUp',
      contractId: null,
      transaction: payment,
    })
    if (!repair.apply) continue
    await markTopUpsPaid(repair.db, batch.batchKey, { transactionHash: payment.hash, ledger: payment.ledger })
    repair.report.did(
      `${batch.members.length} top-ups of batch ${batch.batchKey} are booked as paid by ${payment.hash}.`,
    )
  }
  return left
}

/**
 * Before anything else about them is written, so that a repair that is stopped half-way has not forgotten any: as long as
 * it is not known what a payment was for, it is not made again.
 */
export async function notePayments({ db }: Pick<Repair, 'db'>, payments: readonly LostTransaction[]): Promise<void> {
  for (const { hash, content } of payments) {
    if (content.what !== 'payments') continue
    await noteUnplaced(
      db,
      content.payments.map((payment) => ({ ...payment, transactionHash: hash })),
    )
  }
}

/** What these were for is lost with Temporal, and becomes due again with the command that is repeated. */
export function adviseUnplaced({ report }: Pick<Repair, 'report'>, left: readonly LostTransaction[]): void {
  for (const { hash } of left) {
    report.advise(
      `The treasury paid in ${hash} what is not due yet. It is not paid again. When the commands above have been repeated, stop the workers and run this again.`,
    )
  }
}

function placeOf({ content }: LostTransaction, due: readonly DueRow[]): { batchKey: string; members: string[] } | null {
  if (content.what !== 'payments' || content.memoHash === null) return null
  const { memoHash, payments } = content
  const names = new Set(due.flatMap(({ key, batchKey }) => [key, ...(batchKey === null ? [] : [batchKey])]))
  const batchKey = [...names].find((name) => isNamed(name, memoHash))
  if (batchKey === undefined) return null
  const fixed = due.filter((row) => row.batchKey === batchKey)
  // A batch lists its members in the order of their names, and so does its transaction.
  if (fixed.length > 0 && fixed.length !== payments.length) return null
  const free = fixed.length > 0 ? fixed : due.filter((row) => row.batchKey === null && row.key >= batchKey)
  const members: DueRow[] = []
  for (const { address, amountStroops } of payments) {
    const member = free.find(
      (row) => row.address === address && row.amountStroops === amountStroops && !members.includes(row),
    )
    if (member === undefined) return null
    members.push(member)
  }
  return { batchKey, members: members.map(({ key }) => key) }
}

function isNamed(batchKey: string, memoHash: string): boolean {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const hash = createHash('sha256').update(`topUp:${batchKey}#${attempt}`).digest('hex')
    if (hash === memoHash) return true
  }
  return false
}
