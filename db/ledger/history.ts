import type { OrderId, UserId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { userAvailable } from '../../domain/ledger/accounts.ts'
import type { PostingKind } from '../../domain/ledger/posting.ts'
import type { Database } from '../connect.ts'
import { cutPage, rowsToRead } from '../page.ts'

/** A move on one of a user's two balances. */
export type BalanceEntry = {
  /** Transaction and line; the id of the last entry is the cursor of the next page. */
  readonly id: string
  readonly kind: PostingKind
  readonly orderId: OrderId | null
  readonly balance: 'available' | 'reserved'
  /** Positive when the balance rose. */
  readonly amountStroops: string
  readonly transactionHash: string | null
  readonly createdAt: string
}

export type HistoryQuery = { readonly limit: number; readonly cursor?: string | undefined }

const CURSOR = /^(\d{1,18})-(\d{1,4})$/
/** Every line of every transaction comes before it. */
const NEWEST = { transactionId: 9_223_372_036_854_775_807n, line: 0 }

/** Tells whether a text has the shape of a balance entry's id. */
export function isBalanceEntryId(text: string): boolean {
  return CURSOR.test(text)
}

/** The moves on a user's available and reserved balance, newest first. Their sums are the balances. */
export async function balanceHistory(
  { sql }: Pick<Database, 'sql'>,
  userId: UserId,
  { limit, cursor }: HistoryQuery,
): Promise<{ entries: BalanceEntry[]; hasMore: boolean }> {
  const { transactionId, line } = cursor === undefined ? NEWEST : parseCursor(cursor)
  const wanted = rowsToRead(limit)
  // One transaction more than lines: the cursor's own may have no line left.
  const transactions = wanted + 1
  const account = userAvailable(userId).name
  // Reserved money has an account per order. Reserving and cancelling move the available balance as well, so besides
  // that balance only the fundings have to be looked up.
  const rows = await sql<BalanceEntry[]>`
    with moving as (
      (select transaction_id as id from ledger_entries where account = ${account} and transaction_id <= ${transactionId}
       order by ledger_entries.transaction_id desc limit ${transactions})
      union
      (select id from ledger_transactions where user_id = ${userId} and kind = 'fund' and id <= ${transactionId}
       order by ledger_transactions.id desc limit ${transactions})
    )
    select t.id || '-' || e.line as id, t.kind, t.order_id as "orderId",
      case when e.account = ${account} then 'available' else 'reserved' end as balance,
      (-e.amount)::text as "amountStroops", t.transaction_hash as "transactionHash", t.created_at as "createdAt"
    from (select id from moving order by moving.id desc limit ${transactions}) m
    join ledger_transactions t on t.id = m.id
    join ledger_entries e on e.transaction_id = t.id
    where (e.account = ${account} or (t.user_id = ${userId} and e.account = 'order:' || t.order_id || ':reserved'))
      and (t.id, e.line) < (${transactionId}, ${line})
    order by t.id desc, e.line desc limit ${wanted}`
  const { page, hasMore } = cutPage(rows, limit)
  return { entries: page, hasMore }
}

function parseCursor(cursor: string): typeof NEWEST {
  const [, transaction, line] = CURSOR.exec(cursor) ?? []
  invariant(transaction && line, `"${cursor}" is not the id of a balance entry`)
  return { transactionId: BigInt(transaction), line: Number(line) }
}
