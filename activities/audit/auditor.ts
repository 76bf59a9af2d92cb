import { type OpenFinding, type Recorded, readOpenFindings, recordFindings } from '../../db/audit/findings.ts'
import { accountsTouched, type Marks, ordersTouched, readMarks } from '../../db/audit/marks.ts'
import { moveSweeps, readSweeps, type Sweep, type SweepMove, type SweepName } from '../../db/audit/sweeps.ts'
import { dropBooked, gatherUnbooked } from '../../db/audit/unbooked.ts'
import type { CheckResult, FindingKind } from '../../domain/audit/finding.ts'
import { createAccountCheck } from './accountCheck.ts'
import type { Books } from './books.ts'
import { countAll, SCANS, type ScanName, scanOn } from './ledgerCheck.ts'
import { judgeOrders, nextOrders, orderOfSubject } from './orderCheck.ts'
import type { OrderWorkflows } from './orderWorkflows.ts'
import { checkOverdue, checkWatcher } from './overdueCheck.ts'
import { readThrough } from './readThrough.ts'
import { watchOrders, watchWithdrawals } from './watchedWorkflows.ts'
import { lookAtWithdrawals } from './withdrawalCheck.ts'
import type { WithdrawalWorkflows } from './withdrawalWorkflows.ts'
import { createWorkflowCheck } from './workflowCheck.ts'

export type AuditorOptions = Books & {
  readonly workflows: OrderWorkflows
  readonly withdrawals: WithdrawalWorkflows
  /** How long a sweep that came to its end waits before it begins again. */
  readonly pauseMs: number
  readonly patience?: Partial<AuditPatience>
}

/** How long something may take before it counts as a difference by itself. */
export type AuditPatience = {
  readonly topUpMs: number
  readonly unbookedMs: number
  readonly watcherMs: number
  /** How long a workflow may stay behind its row, or give no answer. */
  readonly workflowMs: number
}

export const PATIENCE: AuditPatience = {
  topUpMs: 10 * 60_000,
  unbookedMs: 5 * 60_000,
  watcherMs: 60_000,
  workflowMs: 60_000,
}

export type Look = Recorded & { readonly ledger: number; readonly open: number; readonly marks: Marks }

/** The part of its time that counting the whole ledger may take. */
const COUNTING_SHARE = 100

/**
 * Compares the books with the chain, with the workflows and with themselves, a bounded part at each look: what was touched
 * lately and what was found wrong before come first, sweeps through everything else go on beside them.
 */
export function createAuditor(options: AuditorOptions): (signal: AbortSignal) => Promise<Look> {
  const { db, rpc, pauseMs } = options
  const patience = { ...PATIENCE, ...options.patience }
  const checkAccounts = createAccountCheck(options)
  const checkWorkflows = createWorkflowCheck(watchOrders(options, options.workflows), patience.workflowMs)
  const checkPayments = createWorkflowCheck(watchWithdrawals(options, options.withdrawals), patience.workflowMs)
  const earlier: Marks[] = []
  let countAtMs = 0

  const countIfDue = async (): Promise<CheckResult[]> => {
    const beganMs = Date.now()
    if (beganMs < countAtMs) return []
    const result = await countAll(options)
    countAtMs = Date.now() + Math.max(pauseMs, (Date.now() - beganMs) * COUNTING_SHARE)
    return [result]
  }

  return async (signal) => {
    const [{ latestLedger: ledger }, marks, sweeps, open] = await Promise.all([
      rpc.getHealth(signal),
      readMarks(db),
      readSweeps(db),
      readOpenFindings(db),
    ])
    const due = (name: SweepName) => dueSweep(sweeps(name), pauseMs)
    const before = earlier[0] ?? marks
    const touched = await touchedSince(options, before, marks)
    // Numbers are given before they are committed: looking back further than to the last look misses none of them.
    earlier.push(marks)
    if (earlier.length > 2) earlier.shift()
    await gatherUnbooked(db, ledger)
    await dropBooked(db)
    const accounts = await checkAccounts({
      named: [...new Set([...touched.accounts, ...subjectsOf(open, 'ledger_chain')])],
      sweepFrom: due('accounts')?.place ?? null,
      readThrough: readThrough(marks.cursor),
      ledger,
      signal,
    })
    const orders = await lookAtOrders(options, { open, touched: touched.orders, due, ledger })
    const workflows = await checkWorkflows({
      ids: orders.live,
      found: subjectsOf(open, 'order_workflow'),
      sweep: due('workflows') !== null,
      ledger,
    })
    const withdrawals = await lookAtWithdrawals(options, {
      found: ABOUT_WITHDRAWALS.flatMap((kind) => subjectsOf(open, kind)),
      since: marks.event > before.event ? before : null,
      pending: due('pendingWithdrawals'),
      all: due('withdrawals'),
      ledger,
    })
    const payments = await checkPayments({
      ids: withdrawals.live,
      found: subjectsOf(open, 'withdrawal_workflow'),
      sweep: due('withdrawalWorkflows') !== null,
      ledger,
    })
    const scans = await lookAtScans(options, { open, due, ledger })
    const results = [
      ...accounts.results,
      ...orders.results,
      workflows.result,
      ...withdrawals.results,
      payments.result,
      ...scans.results,
      ...(await checkOverdue(options, patience)),
      checkWatcher(marks, ledger, patience.watcherMs),
      ...(await countIfDue()),
    ]
    const recorded = await recordFindings(db, results, open, ledger)
    const looked = [accounts, orders, workflows, withdrawals, payments, scans]
    await moveSweeps(
      db,
      looked.flatMap(({ moves }) => moves),
    )
    return { ...recorded, ledger, open: open.length, marks }
  }
}

function dueSweep(sweep: Sweep, pauseMs: number): Sweep | null {
  const { place, completedAt } = sweep
  const rests = place === '' && completedAt !== null && Date.now() - Date.parse(completedAt) < pauseMs
  return rests ? null : sweep
}

function subjectsOf(open: readonly OpenFinding[], kind: FindingKind): string[] {
  return open.filter((finding) => finding.kind === kind).map(({ subject }) => subject)
}

type Touched = { readonly accounts: readonly string[]; readonly orders: readonly string[] }

async function touchedSince({ db, treasuryAddress }: Books, before: Marks, now: Marks): Promise<Touched> {
  const moved = now.posting > before.posting || now.transfer > before.transfer
  const [accounts, orders] = await Promise.all([
    moved ? accountsTouched(db, before, treasuryAddress) : [],
    now.event > before.event ? ordersTouched(db, before) : [],
  ])
  return { accounts, orders }
}

type Context = {
  readonly open: readonly OpenFinding[]
  readonly ledger: number
  due(name: SweepName): Sweep | null
}

const ABOUT_ORDERS: readonly FindingKind[] = ['order_balances', 'order_history', 'order_events']
const ABOUT_WITHDRAWALS: readonly FindingKind[] = ['withdrawal_balances', 'withdrawal_history']

async function lookAtOrders(books: Books, { open, touched, due, ledger }: Context & { touched: readonly string[] }) {
  const [opened, closed] = await Promise.all([
    nextOrders(books, 'openOrders', due('openOrders'), ledger),
    nextOrders(books, 'closedOrders', due('closedOrders'), ledger),
  ])
  const found = ABOUT_ORDERS.flatMap((kind) => subjectsOf(open, kind)).map(orderOfSubject)
  const live = [...new Set([...touched, ...opened.ids])]
  const ids = new Set([...live, ...closed.ids, ...found.filter((id) => id !== null)])
  const moves = [opened.move, closed.move].filter((move) => move !== null)
  return { live, results: await judgeOrders(books, [...ids]), moves }
}

async function lookAtScans(books: Books, { open, due, ledger }: Context) {
  const results: CheckResult[] = []
  const moves: SweepMove[] = []
  for (const name of Object.keys(SCANS) as ScanName[]) {
    const found = subjectsOf(open, SCANS[name].kind)
    const { result, move } = await scanOn(books, name, { sweep: due(name), found, ledger })
    results.push(result)
    if (move !== null) moves.push(move)
  }
  return { results, moves }
}
