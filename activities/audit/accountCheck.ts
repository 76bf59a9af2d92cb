import { accountsAfter, accountsNamed, type PlacedAccount } from '../../db/audit/accounts.ts'
import type { SeenBalance } from '../../db/audit/compareAccounts.ts'
import type { SweepMove } from '../../db/audit/sweeps.ts'
import type { CheckResult } from '../../domain/audit/finding.ts'
import { treasury } from '../../domain/ledger/accounts.ts'
import type { Books } from './books.ts'
import { judgeAccounts } from './judgeAccounts.ts'
import { ACCOUNTS_PER_REQUEST, seeBalances } from './seeBalances.ts'

/** Requests that one look sends for its part of the sweep. */
const REQUESTS_PER_LOOK = 10
const SWEPT_PER_LOOK = REQUESTS_PER_LOOK * ACCOUNTS_PER_REQUEST
/** What waits for the watcher. When it has stopped, reading more would only fill the memory. */
const MOST_AWAITING = 3 * SWEPT_PER_LOOK

/** The treasury keeps no running balance: its entries are summed. This bounds the part of the time that this takes. */
const SUMMING_SHARE = 50

export type AccountLook = {
  /** Accounts to look at now, whatever the sweep does. */
  readonly named: readonly string[]
  /** Where the sweep goes on; null when it is not due. */
  readonly sweepFrom: string | null
  /** The last ledger of which every transfer has been read. */
  readonly readThrough: number
  readonly ledger: number
  readonly signal: AbortSignal
}

type Looked = { readonly results: readonly CheckResult[]; readonly moves: readonly SweepMove[] }
type Swept = { readonly move: SweepMove; readonly newestLedger: number }

/**
 * Compares accounts with the chain. What was read from the chain is judged at a later look, when the watcher has read the
 * same ledger: until then a deposit may be on its way into the books.
 */
export function createAccountCheck(books: Books): (look: AccountLook) => Promise<Looked> {
  let awaiting: SeenBalance[] = []
  let swept: Swept | null = null
  let treasuryAtMs = 0

  const judge = async (readThrough: number): Promise<Looked> => {
    const ready = awaiting.filter(({ ledger }) => ledger <= readThrough)
    const beganMs = Date.now()
    const results = await judgeAccounts(books, ready)
    if (ready.some(isTreasury)) treasuryAtMs = Date.now() + (Date.now() - beganMs) * SUMMING_SHARE
    awaiting = awaiting.filter(({ ledger }) => ledger > readThrough)
    const moves = swept !== null && swept.newestLedger <= readThrough ? [swept.move] : []
    if (moves.length > 0) swept = null
    return { results, moves }
  }

  const isTreasuryDue = () => Date.now() >= treasuryAtMs

  const see = async ({ named, ledger, signal }: AccountLook, sweepFrom: string | null): Promise<void> => {
    const page = sweepFrom === null ? null : await pageOf(books, sweepFrom)
    const known = new Set([...awaiting, ...(page?.accounts ?? [])].map(({ account }) => account))
    const wanted = named.filter((account) => !known.has(account) && (account !== treasury.name || isTreasuryDue()))
    const asked = await accountsNamed(books.db, wanted, books.treasuryAddress)
    const seen = await seeBalances(books, [...asked, ...(page?.accounts ?? [])], signal)
    awaiting.push(...seen)
    if (page === null || sweepFrom === null) return
    const newestLedger = Math.max(ledger, ...seen.map((row) => row.ledger))
    const move = { name: 'accounts', from: sweepFrom, to: page.last, checked: page.accounts.length, ledger } as const
    swept = { move, newestLedger }
  }

  return async (look) => {
    const looked = await judge(look.readThrough)
    if (awaiting.length >= MOST_AWAITING) return looked
    // The place of a pass moves when its page is judged; until the caller knows that, there is no next page.
    const mayGoOn = swept === null && looked.moves.length === 0
    await see(look, mayGoOn ? look.sweepFrom : null)
    return looked
  }
}

function isTreasury({ account }: PlacedAccount): boolean {
  return account === treasury.name
}

type Page = { readonly accounts: readonly PlacedAccount[]; readonly last: string | null }

function pageOf({ db, treasuryAddress }: Books, after: string): Promise<Page> {
  return accountsAfter(db, after, SWEPT_PER_LOOK, treasuryAddress)
}
