import { ACCOUNT_KINDS, type Account } from '../../domain/ledger/accounts.ts'
import type { Posting } from '../../domain/ledger/posting.ts'
import type { Queryable } from '../connect.ts'
import { type Fragment, joinParts, jsonRows } from '../fragment.ts'

type Options = {
  /** What a posting key that exists already does: the posting is left out, or the statement fails. */
  readonly repeated: 'skip' | 'fail'
  /** A condition under which anything is posted at all. */
  readonly when?: Fragment
}

/**
 * The parts of a WITH list that post: transactions (named `posted`), accounts seen for the first time, and entries.
 * One statement, because the database takes a transaction only together with its entries.
 */
export function postingParts(sql: Queryable, postings: readonly Posting[], { repeated, when }: Options): Fragment {
  return joinParts(sql, [
    sql`posted as (
      insert into ledger_transactions (posting_key, kind, order_id, user_id, transaction_hash, ledger, event_index)
      select p.key, p.kind, p."orderId", p."userId", p."transactionHash", p.ledger, p."eventIndex"
      from json_to_recordset(${jsonRows(sql, postings.map(transactionRow))})
        as p(key text, kind text, "orderId" text, "userId" text, "transactionHash" text, ledger int, "eventIndex" int)
      ${when ? sql`where ${when}` : sql``}
      order by p.key
      ${repeated === 'skip' ? sql`on conflict (posting_key) do nothing` : sql``}
      returning id, posting_key
    )`,
    // In the order of names: two statements that open the same accounts then wait for each other without a deadlock.
    sql`opened as (
      insert into ledger_accounts (name, kind, normal_side, balance)
      select a.name, a.kind, a."normalSide", a.balance
      from json_to_recordset(${jsonRows(sql, accountRows(postings))})
        as a(name text, kind text, "normalSide" text, balance bigint)
      where exists (select from posted) and (select true from ledger_accounts known where known.name = a.name) is null
      order by a.name
      on conflict (name) do nothing
    )`,
    sql`entered as (
      insert into ledger_entries (transaction_id, line, account, amount)
      select posted.id, e.line, e.account, e.amount
      from json_to_recordset(${jsonRows(sql, postings.flatMap(entryRows))}) as e(line smallint, key text, account text, amount bigint)
      join posted on posted.posting_key = e.key
      order by posted.id, e.line
    )`,
  ])
}

function transactionRow({ key, kind, orderId, userId, proof }: Posting) {
  return { key, kind, orderId, userId, ...proof }
}

function entryRows({ key, entries }: Posting) {
  return entries.map(({ account, amount }, line) => ({ line, key, account: account.name, amount: String(amount) }))
}

function accountRows(postings: readonly Posting[]) {
  const accounts = new Map<string, Account>()
  for (const { entries } of postings) for (const { account } of entries) accounts.set(account.name, account)
  return [...accounts.values()].map(({ name, kind }) => {
    const rules = ACCOUNT_KINDS[kind]
    return { name, kind, normalSide: rules.normal, balance: rules.floor ? 0 : null }
  })
}
