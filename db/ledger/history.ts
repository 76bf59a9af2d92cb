import type { OrderId, UserId, WithdrawalId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import { userAvailable } from '../../domain/ledger/accounts.ts'
import type { PostingKind } from '../../domain/ledger/posting.ts'
import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'
import { cutPage, rowsToRead } from '../page.ts'

/** A move on one of a user's balances. */
export type BalanceEntry = {
  /** Transaction and line; the id of the last entry is the cursor of the next page. */
  readonly id: string
  readonly kind: PostingKind
  readonly orderId: OrderId | null
  readonly withdrawalId: WithdrawalId | null
  readonly balance: BalanceName
  /** Positive when the balance rose. */
  readonly amountStroops: string
  readonly transactionHash: string | null
  readonly createdAt: string
}

export const BALANCES = ['available', 'reserved', 'withdrawing'] as const
export type BalanceName = (typeof BALANCES)[number]

export type HistoryQuery = { readonly limit: number; readonly cursor?: string | undefined }

/** Their key begins with the withdrawal's id. */
const OF_WITHDRAWALS: readonly PostingKind[] = ['withdrawalRequest', 'withdrawalPaid', 'withdrawalReturn']

const CURSOR = /^(\d{1,18})-(\d{1,4})$/
/** Every line of every transaction comes before it. */
const NEWEST = { transactionId: 9_223_372_036_854_775_807n, line: 0 }

/** Tells whether a text has the shape of a balance entry's id. */
export function isBalanceEntryId(text: string): boolean {
  return CURSOR.test(text)
}

/** The moves on a user's balances, newest first. Their sums are the balances. */
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
  // Reserved money has an account per order, and what is taken out one per withdrawal. Whatever is set aside or given back
  // moves the available balance as well, so besides that balance only the fundings and payments have to be looked up.
  const rows = await sql<BalanceEntry[]>`
    with moving as (
      (select transaction_id as id from ledger_entries where account = ${account} and transaction_id <= ${transactionId}
       order by ledger_entries.transaction_id desc limit ${transactions})
      union
      (select id from ledger_transactions where user_id = ${userId} and kind = 'fund' and id <= ${transactionId}
       order by ledger_transactions.id desc limit ${transactions})
      union
      (select id from ledger_transactions where user_id = ${userId} and kind = 'withdrawalPaid' and id <= ${transactionId}
       order by ledger_transactions.id desc limit ${transactions})
    )
    select t.id || '-' || e.line as id, t.kind, t.order_id as "orderId",
      case when t.kind = any(${textArray(sql, OF_WITHDRAWALS)}) then split_part(t.posting_key, ':', 1) end as "withdrawalId",
      case when e.account = ${account} then 'available' when e.account like 'order:%' then 'reserved' else 'withdrawing' end
        as balance,
      (-e.amount)::text as "amountStroops", t.transaction_hash as "transactionHash", t.created_at as "createdAt"
    from (select id from moving order by moving.id desc limit ${transactions}) m
    join ledger_transactions t on t.id = m.id
    join ledger_entries e on e.transaction_id = t.id
    where (e.account = ${account} or (t.user_id = ${userId} and e.account in
        ('order:' || t.order_id || ':reserved', 'withdrawal:' || split_part(t.posting_key, ':', 1) || ':pending')))
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
