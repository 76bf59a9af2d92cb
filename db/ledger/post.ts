import type { Posting } from '../../domain/ledger/posting.ts'
import type { Queryable } from '../connect.ts'
import { asInsufficientBalance, PostingKeyReused } from './errors.ts'
import { postingParts } from './postingParts.ts'

export type PostResult = 'posted' | 'already_posted'

/** Posts once: a key that exists already with the same entries changes nothing. Throws InsufficientBalance. */
export async function post(tx: Queryable, posting: Posting): Promise<PostResult> {
  const posted = await postAll(tx, [posting])
  return posted.has(posting.key) ? 'posted' : 'already_posted'
}

/** Posts several at once, all or none, and returns the keys that were new. One round trip. */
export async function postAll(tx: Queryable, postings: readonly Posting[]): Promise<ReadonlySet<string>> {
  if (postings.length === 0) return new Set()
  const fresh = await insertPostings(tx, postings)
  const repeated = postings.filter(({ key }) => !fresh.has(key))
  if (repeated.length > 0) await requireSameEntries(tx, repeated)
  return fresh
}

async function insertPostings(tx: Queryable, postings: readonly Posting[]): Promise<ReadonlySet<string>> {
  try {
    const rows = await tx<{ key: string }[]>`
      with ${postingParts(tx, postings, { repeated: 'skip' })} select posting_key as key from posted`
    return new Set(rows.map(({ key }) => key))
  } catch (error) {
    throw asInsufficientBalance(error) ?? error
  }
}

/** Taking a repeated key for done is right only if it names the same move. */
async function requireSameEntries(tx: Queryable, postings: readonly Posting[]): Promise<void> {
  const rows = await tx<{ key: string; account: string; amount: bigint }[]>`
    select t.posting_key as key, e.account, e.amount
    from ledger_transactions t join ledger_entries e on e.transaction_id = t.id
    where t.posting_key in ${tx(postings.map(({ key }) => key))}`
  for (const { key, entries } of postings) {
    const stored = rows.filter((row) => row.key === key).map(({ account, amount }) => `${account} ${amount}`)
    const wanted = entries.map(({ account, amount }) => `${account.name} ${amount}`)
    if (stored.sort().join() !== wanted.sort().join()) throw new PostingKeyReused(key)
  }
}
