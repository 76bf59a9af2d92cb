import { crashPoint } from '../../crash/crashPoint.ts'
import { retryConflicts } from '../conflicts.ts'
import type { Database, TransactionSql } from '../connect.ts'
import { withOutbox } from '../events/append.ts'
import { jsonRows } from '../fragment.ts'
import { postAll } from '../ledger/post.ts'
import { holdWallets } from './holdWallets.ts'
import { type CursorMove, moveCursor } from './moveCursor.ts'
import type { ClassifiedTransfer } from './transfer.ts'
import { isAlarming, isWorthTelling, transferEvents } from './transferEvents.ts'
import { transferPostings } from './transferPosting.ts'

export type { ClassifiedTransfer } from './transfer.ts'

export type TransferBatch = CursorMove & { readonly transfers: readonly ClassifiedTransfer[] }

export type CommittedTransfers = {
  /** How many deposits were credited that were not known before. */
  readonly credited: number
  /** Those newly recorded that somebody has to look at. */
  readonly alarming: readonly ClassifiedTransfer[]
}

/** Records a batch of transfers, books what is new, and moves the cursor: all in one SQL transaction. */
export async function commitTransfers(
  db: Pick<Database, 'sql' | 'news'>,
  batch: TransferBatch,
): Promise<CommittedTransfers> {
  // All of the network's USDC passes here; rows about strangers would soon be most of the database.
  const ours = batch.transfers.filter(({ verdict }) => verdict !== 'ignored')
  const verdicts = new Set(ours.map(({ verdict }) => verdict))
  const committed = await retryConflicts(() =>
    withOutbox(db, async (tx, append) => {
      await moveCursor(tx, batch)
      const fresh = await recordTransfers(tx, ours)
      // A transfer of nothing is possible on chain and is worth no entry.
      const moves = fresh.filter(({ amountStroops }) => BigInt(amountStroops) > 0n)
      const stray = moves.filter(({ verdict }) => verdict === 'stray_deposit')
      await holdWallets(
        tx,
        stray.map(({ to }) => to),
      )
      await postAll(tx, moves.flatMap(transferPostings))
      await append(fresh.filter(isWorthTelling).flatMap(transferEvents))
      const credited = moves.filter(({ verdict }) => verdict === 'deposit').length
      for (const verdict of verdicts) crashPoint('deposit.commit.before', verdict)
      return { credited, alarming: fresh.filter(isWorthTelling).filter(isAlarming) }
    }),
  )
  for (const verdict of verdicts) crashPoint('deposit.commit.after', verdict)
  return committed
}

/** The transfers that were not recorded before, in the order given. */
async function recordTransfers(
  tx: TransactionSql,
  transfers: readonly ClassifiedTransfer[],
): Promise<ClassifiedTransfer[]> {
  if (transfers.length === 0) return []
  const rows = transfers.map(({ userId, senderId: _, verdict, ...transfer }) => ({
    ...transfer,
    verdict,
    userId: verdict === 'deposit' ? userId : null,
  }))
  const fresh = await tx<{ eventId: string }[]>`
    insert into chain_transfers (
      event_id, transaction_hash, ledger, from_address, to_address, amount_stroops, to_muxed_id, verdict, user_id
    )
    select t."eventId", t."transactionHash", t.ledger, t."from", t."to", t."amountStroops", t."toMuxedId", t.verdict, t."userId"
    from json_to_recordset(${jsonRows(tx, rows)}) as t(
      "eventId" text, "transactionHash" text, ledger int, "from" text, "to" text, "amountStroops" bigint,
      "toMuxedId" text, verdict text, "userId" text
    )
    order by t."eventId"
    on conflict (event_id) do nothing
    returning event_id as "eventId"`
  const recorded = new Set(fresh.map(({ eventId }) => eventId))
  // The same event twice in one batch is recorded once, and must be credited once.
  return transfers.filter(({ eventId }) => recorded.delete(eventId))
}
