import type { Database } from '../connect.ts'
import { textArray } from '../fragment.ts'

export type Unequal = { readonly subject: string; readonly expected: bigint; readonly actual: bigint }

/** One page of a scan: what is wrong in it, how much it held, and where the next begins; null at the end. */
export type Scanned<T> = { readonly wrong: readonly T[]; readonly count: number; readonly last: string | null }

type PageRow<T> = { count: number; last: string | null; wrong: T[] }

/** Accounts whose running balance is not the sum of their entries, among the next ones by name. */
export async function driftAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
): Promise<Scanned<Unequal>> {
  const [row] = await sql<PageRow<JsonUnequal>[]>`
    with page as (select * from ledger_accounts where name > ${after} order by ledger_accounts.name limit ${limit})
    select count(*)::int as count, max(page.name) as last, coalesce(jsonb_agg(jsonb_build_object(
        'subject', page.name, 'expected', e.sum::text, 'actual', page.balance::text
      )) filter (where page.balance <> e.sum), '[]') as wrong
    from page cross join lateral (
      select coalesce(sum(case page.normal_side when 'debit' then amount else -amount end), 0) as sum
      from ledger_entries where account = page.name and page.balance is not null
    ) e`
  return scanned(row, limit)
}

/** The same for accounts by name. */
export async function driftOf({ sql }: Pick<Database, 'sql'>, names: readonly string[]): Promise<Unequal[]> {
  if (names.length === 0) return []
  return await sql<Unequal[]>`
    select a.name as subject, e.sum::bigint as expected, a.balance as actual
    from unnest(${textArray(sql, names)}) as wanted(name)
    cross join lateral (select * from ledger_accounts where name = wanted.name and balance is not null limit 1) a
    cross join lateral (
      select coalesce(sum(case a.normal_side when 'debit' then amount else -amount end), 0) as sum
      from ledger_entries where account = a.name
    ) e where a.balance <> e.sum`
}

/** Postings that are off balance or have no entries, among the next ones by number. */
export async function unbalancedAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
): Promise<Scanned<Unequal>> {
  const [row] = await sql<PageRow<JsonUnequal>[]>`
    with page as (
      select id, posting_key from ledger_transactions where id > ${after === '' ? '0' : after}::bigint
      order by ledger_transactions.id limit ${limit}
    )
    select count(*)::int as count, max(page.id)::text as last, coalesce(jsonb_agg(jsonb_build_object(
        'subject', page.posting_key, 'expected', '0', 'actual', coalesce(e.sum, 0)::text
      )) filter (where e.sum is distinct from 0), '[]') as wrong
    from page cross join lateral (select sum(amount) as sum from ledger_entries where transaction_id = page.id) e`
  return scanned(row, limit)
}

/** The same for postings by key. */
export async function unbalancedOf({ sql }: Pick<Database, 'sql'>, keys: readonly string[]): Promise<Unequal[]> {
  if (keys.length === 0) return []
  return await sql<Unequal[]>`
    select t.posting_key as subject, 0::bigint as expected, coalesce(e.sum, 0)::bigint as actual
    from ledger_transactions t
    cross join lateral (select sum(amount) as sum from ledger_entries where transaction_id = t.id) e
    where t.posting_key = any(${textArray(sql, keys)}) and e.sum is distinct from 0`
}

const MOST_GAPS = 100

/** Numbers that no event has, among the next ones. Numbers are given one after the other, so there is none to come. */
export async function gapsAfter(
  { sql }: Pick<Database, 'sql'>,
  after: string,
  limit: number,
): Promise<Scanned<string>> {
  const [row] = await sql<{ first: bigint; latest: bigint; count: number }[]>`
    with known as (
      select min(sequence) as first, max(sequence) as latest from events where sequence is not null
    ), page as (
      select greatest(coalesce(first, 1), ${after === '' ? '0' : after}::bigint + 1) as first, coalesce(latest, 0) as latest
      from known
    )
    select first, least(latest, first + ${limit} - 1) as latest, (
      select count(*)::int from events where sequence >= first and sequence < first + ${limit}
    ) as count from page`
  if (!row) return { wrong: [], count: 0, last: null }
  const { first, latest, count } = row
  const size = Number(latest - first) + 1
  const last = size < limit ? null : String(latest)
  return { wrong: count >= size ? [] : await gapsBetween({ sql }, first, latest), count: Math.max(size, 0), last }
}

async function gapsBetween({ sql }: Pick<Database, 'sql'>, first: bigint, latest: bigint): Promise<string[]> {
  const rows = await sql<{ missing: string }[]>`
    select n::text as missing from generate_series(${first}::bigint, ${latest}::bigint) n
    where (select sequence from events where sequence = n limit 1) is null order by n limit ${MOST_GAPS}`
  return rows.map(({ missing }) => missing)
}

/** Those of the numbers that still no event has. */
export async function stillMissing({ sql }: Pick<Database, 'sql'>, numbers: readonly string[]): Promise<string[]> {
  if (numbers.length === 0) return []
  const rows = await sql<{ missing: string }[]>`
    select n as missing from unnest(${textArray(sql, numbers)}) n
    where (select sequence from events where sequence = n::bigint limit 1) is null`
  return rows.map(({ missing }) => missing)
}

type JsonUnequal = { subject: string; expected: string; actual: string }

function scanned(row: PageRow<JsonUnequal> | undefined, limit: number): Scanned<Unequal> {
  const { count = 0, last = null, wrong = [] } = row ?? {}
  return {
    wrong: wrong.map(({ subject, expected, actual }) => ({
      subject,
      expected: BigInt(expected),
      actual: BigInt(actual),
    })),
    count,
    last: count < limit ? null : last,
  }
}
