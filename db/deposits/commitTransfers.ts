import type { EventDraft } from '../../domain/events.ts'
import type { UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Posting } from '../../domain/ledger/posting.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { escrowDustPosting } from '../../domain/ledger/rules/escrowDust.ts'
import { treasuryFundingPosting } from '../../domain/ledger/rules/treasuryFunding.ts'
import type { TransferVerdict } from '../../domain/ledger/transferVerdict.ts'
import { formatCents, formatExact, type Stroops, stroops } from '../../domain/money.ts'
import { retryConflicts } from '../conflicts.ts'
import type { Database, TransactionSql } from '../connect.ts'
import { appendEvents } from '../events/append.ts'
import { jsonRows } from '../fragment.ts'
import { postAll } from '../ledger/post.ts'

/** A USDC transfer of the network with what it means to us. */
export type ClassifiedTransfer = {
  readonly eventId: string
  readonly transactionHash: string
  readonly ledger: number
  readonly from: string
  readonly to: string
  readonly amountStroops: string
  readonly toMuxedId: string | null
  readonly verdict: TransferVerdict
  readonly userId?: UserId
}

export type TransferBatch = {
  readonly watcher: string
  readonly expectedCursor: string | null
  readonly nextCursor: string
  readonly ledger: number
  readonly transfers: readonly ClassifiedTransfer[]
}

/** Somebody else read on from the same place; nothing of the batch was written. */
export class CursorMoved extends Error {
  override readonly name = 'CursorMoved'

  constructor({ watcher, expectedCursor }: Pick<TransferBatch, 'watcher' | 'expectedCursor'>) {
    super(
      `Watcher ${watcher} is no longer at ${expectedCursor ?? 'its beginning'}. Nothing was written; read on from its cursor.`,
    )
  }
}

/** Records a batch of transfers, credits what is new, and moves the cursor: all in one SQL transaction. */
export async function commitTransfers(db: Pick<Database, 'sql'>, batch: TransferBatch): Promise<{ credited: number }> {
  return await retryConflicts(() =>
    db.sql.begin(async (tx) => {
      await moveCursor(tx, batch)
      const fresh = await recordTransfers(tx, batch.transfers)
      // A transfer of nothing is possible on chain and is worth no entry.
      const moves = fresh.filter(({ amountStroops }) => BigInt(amountStroops) > 0n)
      await postAll(tx, moves.flatMap(postingsOf))
      const credits = moves.filter(({ verdict }) => verdict === 'deposit')
      await appendEvents(tx, credits.map(creditEvent))
      return { credited: credits.length }
    }),
  )
}

async function moveCursor(tx: TransactionSql, batch: TransferBatch): Promise<void> {
  const { watcher, expectedCursor, nextCursor, ledger } = batch
  const { count } =
    expectedCursor === null
      ? await tx`
          insert into chain_cursors (watcher, cursor, ledger) values (${watcher}, ${nextCursor}, ${ledger})
          on conflict (watcher) do nothing`
      : await tx`
          update chain_cursors set cursor = ${nextCursor}, ledger = ${ledger}, updated_at = now()
          where watcher = ${watcher} and cursor = ${expectedCursor}`
  if (count !== 1) throw new CursorMoved(batch)
}

/** The transfers that were not recorded before, in the order given. */
async function recordTransfers(
  tx: TransactionSql,
  transfers: readonly ClassifiedTransfer[],
): Promise<ClassifiedTransfer[]> {
  if (transfers.length === 0) return []
  const rows = transfers.map(({ userId, verdict, ...transfer }) => ({
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

function postingsOf(transfer: ClassifiedTransfer): Posting[] {
  const { eventId, transactionHash, ledger, to, verdict } = transfer
  const amount = amountOf(transfer)
  const proof = { transactionHash, ledger, ...eventIndexOf(eventId) }
  if (verdict === 'deposit') return [depositPosting({ eventId, userId: ownerOf(transfer), amount, proof })]
  if (verdict === 'treasury_funding') return [treasuryFundingPosting({ eventId, amount, proof })]
  if (verdict === 'escrow_dust') return [escrowDustPosting({ eventId, contractId: to, amount, proof })]
  return []
}

/** An event id of the RPC server ends in the event's index within its transaction or ledger, after a dash. */
function eventIndexOf(eventId: string): { eventIndex?: number } {
  const tail = /-(\d{1,9}|0\d{9})$/.exec(eventId)?.[1]
  return tail === undefined ? {} : { eventIndex: Number(tail) }
}

function creditEvent(transfer: ClassifiedTransfer): EventDraft {
  const { transactionHash, ledger, from } = transfer
  const userId = ownerOf(transfer)
  const amount = amountOf(transfer)
  const money = { amount: formatCents(amount), amountExact: formatExact(amount), currency: 'USD' }
  return {
    type: 'balance.credited',
    aggregateId: userId,
    payload: { userId, reason: 'deposit', ...money, from, transactionHash, ledger },
  }
}

function amountOf({ amountStroops }: ClassifiedTransfer): Stroops {
  return stroops(BigInt(amountStroops))
}

function ownerOf({ userId, eventId }: ClassifiedTransfer): UserId {
  invariant(userId, `Transfer ${eventId} was judged a deposit but names no user`)
  return userId
}
