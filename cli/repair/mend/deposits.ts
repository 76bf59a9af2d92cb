import { commitTransfers } from '../../../db/deposits/commitTransfers.ts'
import { ownTransactions } from '../../../db/deposits/ownTransactions.ts'
import { DEPOSIT_WATCHER } from '../../../db/deposits/readCursor.ts'
import type { ClassifiedTransfer } from '../../../db/deposits/transfer.ts'
import { walletOwners } from '../../../db/deposits/walletOwners.ts'
import { type TransferVerdict, transferVerdict } from '../../../domain/ledger/transferVerdict.ts'
import type { Window } from '../chain/window.ts'
import type { Repair } from '../context.ts'

const BATCH = 500

/**
 * Reads the movements again that the database had not read, as the watcher would, with what the watcher could not know:
 * which contracts are ours, and which of our transactions were lost. So no payout of ours is taken for a deposit.
 */
export async function bookTransfers(repair: Repair, window: Window, ours: ReadonlySet<string>): Promise<void> {
  const { db, report, apply } = repair
  const judged = await judge(repair, window, ours)
  const count = (verdict: TransferVerdict) => judged.filter((transfer) => transfer.verdict === verdict).length
  for (const { from, to, amountStroops, transactionHash } of judged.filter(
    ({ verdict }) => verdict === 'unexplained',
  )) {
    report.unexplained(`${amountStroops} stroops went from ${from} to ${to} in ${transactionHash}, by no step of ours.`)
  }
  for (const { to, amountStroops, transactionHash } of judged.filter(({ verdict }) => verdict === 'stray_deposit')) {
    report.advise(
      `${amountStroops} stroops reached ${to} in ${transactionHash}, the address of a user who is not in the database any more.`,
    )
  }
  if (judged.length > 0) {
    report.found(`${judged.length} movements of our accounts were not read, ${count('deposit')} of them deposits.`)
  }
  if (!apply || window.nextCursor === window.from) return
  // Without a cursor there is nothing to stay at, so all of it is one batch.
  const size = window.from === null ? Math.max(judged.length, 1) : BATCH
  const batches = Array.from({ length: Math.max(Math.ceil(judged.length / size), 1) }, (_, at) =>
    judged.slice(at * size, (at + 1) * size),
  )
  for (const [at, transfers] of batches.entries()) {
    const isLast = at === batches.length - 1
    // The cursor moves with the last of them: a repair that is stopped half-way begins here again.
    const nextCursor = isLast ? window.nextCursor : (window.from ?? window.nextCursor)
    const cursors = { watcher: DEPOSIT_WATCHER, expectedCursor: window.from, nextCursor, ledger: window.latestLedger }
    await commitTransfers(db, { ...cursors, transfers })
  }
  if (judged.length > 0) report.did(`${judged.length} movements are recorded, ${count('deposit')} deposits credited.`)
}

async function judge(
  { db, treasury }: Repair,
  window: Window,
  ours: ReadonlySet<string>,
): Promise<ClassifiedTransfer[]> {
  const { transfers, escrows } = window
  const [owners, known] = await Promise.all([
    walletOwners(db, [...new Set(transfers.flatMap(({ from, to }) => [from, to]))]),
    ownTransactions(db, [...new Set(transfers.map(({ transactionHash }) => transactionHash))]),
  ])
  const parties = {
    treasury,
    isWallet: (address: string) => typeof owners.get(address) === 'string',
    isSpareWallet: (address: string) => owners.get(address) === null,
    isEscrow: (address: string) => escrows.has(address),
    isOurStep: (hash: string) => known.has(hash) || ours.has(hash),
  }
  return transfers.map((transfer) => {
    const [userId, senderId] = [owners.get(transfer.to), owners.get(transfer.from)]
    const verdict = transferVerdict(transfer, parties)
    return { ...transfer, verdict, ...(userId && { userId }), ...(senderId && { senderId }) }
  })
}
