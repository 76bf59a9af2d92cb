import { setTimeout as delay } from 'node:timers/promises'
import { accountsAfter, type PlacedAccount } from '../../db/audit/accounts.ts'
import { readMarks } from '../../db/audit/marks.ts'
import { closedOrdersAfter, openOrdersAfter } from '../../db/audit/orderFacts.ts'
import { gatherUnbooked } from '../../db/audit/unbooked.ts'
import { pendingWithdrawalsAfter, withdrawalsAfter } from '../../db/audit/withdrawalFacts.ts'
import type { CheckResult, Difference } from '../../domain/audit/finding.ts'
import { PATIENCE } from './auditor.ts'
import type { Books } from './books.ts'
import { judgeAccounts } from './judgeAccounts.ts'
import { countAll, SCANNED_PER_LOOK, SCANS, type ScanName } from './ledgerCheck.ts'
import { judgeOrders } from './orderCheck.ts'
import type { OrderWorkflows } from './orderWorkflows.ts'
import { checkOverdue } from './overdueCheck.ts'
import { readThrough } from './readThrough.ts'
import { seeBalances } from './seeBalances.ts'
import { type Watched, watchOrders, watchWithdrawals } from './watchedWorkflows.ts'
import { judgeWithdrawals } from './withdrawalCheck.ts'
import type { WithdrawalWorkflows } from './withdrawalWorkflows.ts'
import { createWorkflowCheck } from './workflowCheck.ts'

export type Verified = {
  readonly equal: boolean
  /** The ledger of the network as of which the accounts were compared. */
  readonly ledger: number
  readonly accounts: number
  readonly orders: number
  readonly withdrawals: number
  readonly workflows: number
  readonly differences: readonly Difference[]
}

const PAGE = 200
const POLL_MS = 100
/** How long the watcher may take to read the ledger that the accounts were read in. */
const WATCHER_WAIT_MS = 30_000
/** How long a workflow may take to follow its row. */
const WORKFLOW_WAIT_MS = 15_000

export type VerifiedWorkflows = { readonly orders: OrderWorkflows; readonly withdrawals: WithdrawalWorkflows }

/** Compares everything once, to the end: the same checks as the auditor's, without its memory and its pace. */
export async function verifyBooks(books: Books, workflows: VerifiedWorkflows): Promise<Verified> {
  const accounts = await verifyAccounts(books)
  const orders = await verifyOrders(books)
  const withdrawals = await verifyWithdrawals(books)
  const live = await verifyWorkflows(watchOrders(books, workflows.orders), orders.open)
  const paying = await verifyWorkflows(watchWithdrawals(books, workflows.withdrawals), withdrawals.pending)
  const scans = await verifyLedger(books)
  const overdue = await checkOverdue(books, PATIENCE)
  const rows = [...orders.results, ...withdrawals.results]
  const results = [...accounts.results, ...rows, live.result, paying.result, ...scans, ...overdue]
  const differences = results.flatMap((result) => result.differences)
  return {
    equal: differences.length === 0,
    ledger: accounts.ledger,
    accounts: accounts.count,
    orders: orders.count,
    withdrawals: withdrawals.count,
    workflows: live.count + paying.count,
    differences,
  }
}

async function verifyAccounts(books: Books): Promise<{ results: CheckResult[]; count: number; ledger: number }> {
  const accounts: PlacedAccount[] = []
  for (let after: string | null = ''; after !== null; ) {
    const page: Awaited<ReturnType<typeof accountsAfter>> = await accountsAfter(
      books.db,
      after,
      PAGE,
      books.treasuryAddress,
    )
    accounts.push(...page.accounts)
    after = page.last
  }
  const seen = await seeBalances(books, accounts)
  const ledger = Math.max(0, ...seen.map((row) => row.ledger))
  const read = await untilRead(books, ledger)
  while ((await gatherUnbooked(books.db, ledger)) > 0);
  const results = await judgeAccounts(books, seen)
  if (read < ledger) results.push(notRead(ledger, read))
  return { results, count: accounts.length, ledger }
}

/** Waits until the watcher has read a ledger; says how far it has come when it does not. */
async function untilRead({ db }: Books, ledger: number): Promise<number> {
  const giveUpAtMs = Date.now() + WATCHER_WAIT_MS
  for (;;) {
    const read = readThrough((await readMarks(db)).cursor)
    if (read >= ledger || Date.now() >= giveUpAtMs) return read
    await delay(POLL_MS)
  }
}

function notRead(ledger: number, read: number): CheckResult {
  const sides = { expected: `ledger ${ledger}`, actual: `ledger ${Math.max(read, 0)}` }
  const difference = { kind: 'watcher_behind', subject: 'usdc', ...sides } as const
  return { kind: 'watcher_behind', subjects: 'all', differences: [difference] }
}

async function verifyOrders(books: Books): Promise<{ results: CheckResult[]; count: number; open: string[] }> {
  const results: CheckResult[] = []
  const open: string[] = []
  let count = 0
  for (const pageAfter of [openOrdersAfter, closedOrdersAfter]) {
    for await (const ids of pages(books, pageAfter)) {
      results.push(...wrongIn(await judgeOrders(books, ids)))
      if (pageAfter === openOrdersAfter) open.push(...ids)
      count += ids.length
    }
  }
  return { results, count, open }
}

async function verifyWithdrawals(books: Books): Promise<{ results: CheckResult[]; count: number; pending: string[] }> {
  const results: CheckResult[] = []
  let count = 0
  for await (const ids of pages(books, withdrawalsAfter)) {
    results.push(...wrongIn(await judgeWithdrawals(books, ids)))
    count += ids.length
  }
  const pending: string[] = []
  for await (const ids of pages(books, pendingWithdrawalsAfter)) pending.push(...ids)
  return { results, count, pending }
}

type PageAfter = (db: Books['db'], after: string, limit: number) => Promise<string[]>

async function* pages({ db }: Books, pageAfter: PageAfter): AsyncGenerator<string[]> {
  for (let after = '', more = true; more; ) {
    const ids = await pageAfter(db, after, PAGE)
    yield ids
    after = ids.at(-1) ?? ''
    more = ids.length === PAGE
  }
}

async function verifyWorkflows(watched: Watched, open: readonly string[]) {
  const check = createWorkflowCheck(watched, WORKFLOW_WAIT_MS)
  const differences: Difference[] = []
  let [from, isListed, waiting, count] = [0, false, 0, 0]
  while (from < open.length || !isListed || waiting > 0) {
    const ids = open.slice(from, from + PAGE)
    const looked = await check({ ids, found: [], sweep: !isListed, ledger: 0 })
    differences.push(...looked.result.differences)
    for (const move of looked.moves) {
      isListed = true
      count = move.checked
    }
    from += PAGE
    waiting = looked.open
    if (from >= open.length && isListed && waiting > 0) await delay(POLL_MS)
  }
  return { result: { kind: watched.kind, subjects: [], differences } as const, count }
}

async function verifyLedger(books: Books): Promise<CheckResult[]> {
  const results = [await countAll(books)]
  for (const name of Object.keys(SCANS) as ScanName[]) {
    const { kind, after } = SCANS[name]
    for (let place: string | null = ''; place !== null; ) {
      const scanned: Awaited<ReturnType<typeof after>> = await after(books.db, place, SCANNED_PER_LOOK[name])
      results.push({ kind, subjects: [], differences: scanned.wrong })
      place = scanned.last
    }
  }
  return results
}

function wrongIn(results: readonly CheckResult[]): CheckResult[] {
  return results.filter(({ differences }) => differences.length > 0)
}
