import type { OrderId, UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { wallet } from '../../domain/ledger/accounts.ts'
import type { PostingKind } from '../../domain/ledger/posting.ts'
import type { Database, Sql } from '../connect.ts'
import { cutPage, rowsToRead } from '../page.ts'

/** A move of USDC into or out of a user's wallet on chain, as it was recorded. */
export type WalletMovement = {
  readonly id: string
  /** `unexplained`: seen on chain, and no step of ours made it. */
  readonly kind: PostingKind | 'unexplained'
  readonly orderId: OrderId | null
  /** Whether the user buys in that order; null without one. */
  readonly isBuyer: boolean | null
  /** Positive when the wallet got it. */
  readonly amountStroops: string
  /** An account or a contract; null where the transfer names none, as when the issuer makes new USDC. */
  readonly counterparty: string | null
  readonly transactionHash: string
  readonly ledger: number
  readonly createdAt: string
}

export type MovementQuery = { readonly limit: number; readonly cursor?: string | undefined }
export type MovementPage = { readonly movements: readonly WalletMovement[]; readonly nextCursor: string | null }

/** How far a page has come in each of the two lists that it is merged from; null before the first item of one. */
type Place = { readonly entry: { transactionId: bigint; line: number } | null; readonly eventId: string | null }

const CURSOR = /^(?:(\d{1,18})-(\d{1,4}))?\.([0-9A-Za-z-]{1,100})?$/
/** Every line of every transaction comes before it. */
const NEWEST = { transactionId: 9_223_372_036_854_775_807n, line: 0 }

/** Tells whether a text can be the cursor of a page of movements. */
export function isMovementCursor(text: string): boolean {
  return CURSOR.test(text)
}

/**
 * The moves of a user's wallet, newest first. What the ledger booked and what was only seen are two lists, each in its
 * own order; a page merges them and its cursor keeps the place in both, so nothing is shown twice or left out.
 */
export async function walletMovements(
  { sql }: Pick<Database, 'sql'>,
  owner: { readonly userId: UserId; readonly address: string },
  { limit, cursor }: MovementQuery,
): Promise<MovementPage> {
  const from = cursor === undefined ? { entry: null, eventId: null } : parseCursor(cursor)
  const wanted = rowsToRead(limit)
  const [booked, seen] = await Promise.all([
    readBooked(sql, owner.userId, from.entry ?? NEWEST, wanted),
    readUnexplained(sql, owner.address, from.eventId, wanted),
  ])
  const { page, hasMore } = cutPage(mergeByTime(booked, seen), limit)
  return { movements: page, nextCursor: hasMore ? cursorAfter(page, from) : null }
}

async function readBooked(sql: Sql, userId: UserId, after: typeof NEWEST, limit: number): Promise<WalletMovement[]> {
  const { transactionId, line } = after
  return await sql<WalletMovement[]>`
    select t.id || '-' || e.line as id, t.kind, t.order_id as "orderId", e.amount::text as "amountStroops",
      (select o.buyer_id = ${userId} from orders o where o.id = t.order_id) as "isBuyer",
      case t.kind
        when 'deposit' then (select nullif(from_address, '') from chain_transfers
          where event_id = substr(t.posting_key, length('deposit:') + 1))
        when 'feeTopUp' then (select address from platform_accounts where role = 'treasury')
        else (select substr(o.account, length('escrow:') + 1) from ledger_entries o
          where o.transaction_id = t.id and o.account like 'escrow:%' limit 1)
      end as counterparty,
      t.transaction_hash as "transactionHash", t.ledger, t.created_at as "createdAt"
    from (
      select * from ledger_entries
      where account = ${wallet(userId).name} and transaction_id <= ${transactionId}
        and (transaction_id, line) < (${transactionId}, ${line})
      order by ledger_entries.transaction_id desc, ledger_entries.line desc limit ${limit}
    ) e join ledger_transactions t on t.id = e.transaction_id
    order by t.id desc, e.line desc`
}

async function readUnexplained(
  sql: Sql,
  address: string,
  after: string | null,
  limit: number,
): Promise<WalletMovement[]> {
  return await sql<WalletMovement[]>`
    select event_id as id, 'unexplained' as kind, null as "orderId", null as "isBuyer",
      (case when to_address = ${address} then amount_stroops else -amount_stroops end)::text as "amountStroops",
      case when to_address = ${address} then from_address else to_address end as counterparty,
      transaction_hash as "transactionHash", ledger, created_at as "createdAt"
    from chain_transfers
    where verdict = 'unexplained' and ${address} in (from_address, to_address)
      and ${after === null ? sql`true` : sql`event_id < ${after}`}
    order by chain_transfers.event_id desc limit ${limit}`
}

function mergeByTime(booked: readonly WalletMovement[], seen: readonly WalletMovement[]): WalletMovement[] {
  const merged: WalletMovement[] = []
  let [nextBooked, nextSeen] = [0, 0]
  while (nextBooked < booked.length || nextSeen < seen.length) {
    const [entry, transfer] = [booked[nextBooked], seen[nextSeen]]
    const takesSeen = transfer !== undefined && (entry === undefined || transfer.createdAt > entry.createdAt)
    const taken = takesSeen ? transfer : entry
    invariant(taken, 'One of the two lists still has an item')
    if (takesSeen) nextSeen += 1
    else nextBooked += 1
    merged.push(taken)
  }
  return merged
}

function cursorAfter(page: readonly WalletMovement[], from: Place): string {
  const lastSeen = page.findLast(({ kind }) => kind === 'unexplained')?.id ?? from.eventId ?? ''
  const lastBooked = page.findLast(({ kind }) => kind !== 'unexplained')?.id
  const before = from.entry === null ? '' : `${from.entry.transactionId}-${from.entry.line}`
  return `${lastBooked ?? before}.${lastSeen}`
}

function parseCursor(cursor: string): Place {
  const match = CURSOR.exec(cursor)
  invariant(match, `"${cursor}" is not the cursor of a page of movements`)
  const [, transaction, line, eventId] = match
  const entry = transaction === undefined ? null : { transactionId: BigInt(transaction), line: Number(line) }
  return { entry, eventId: eventId ?? null }
}
