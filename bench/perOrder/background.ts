import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../../cli/demo/until.ts'
import { accountBalance } from '../../db/ledger/balances.ts'
import type { UserId } from '../../domain/ids.ts'
import { userAvailable } from '../../domain/ledger/accounts.ts'
import { payFromFaucet } from '../stage/people.ts'
import type { Stage } from '../stage/stage.ts'
import { type CpuTimes, cpuSince, readCpu } from './cpu.ts'
import { type Counted, type StatementCounter, since } from './statements.ts'

/**
 * What a caller's wait and the clock make the API do: outcomes are looked for four times a second while somebody waits, and
 * what is known of an API key is read again after some seconds.
 */
const BY_THE_CLOCK = [/from commands where command_id = any\(/, /from api_keys\b/, /update api_keys\b/]
const DEPOSIT = '1.00'
const CREDIT_LIMIT_MS = 60_000
const QUIET_LIMIT_MS = 60_000
/** Several rounds of every service, and one of the slowest. */
const WATCH_MS = 6_000

/** What a stack does while nobody has an order in it. */
export type Background = {
  /** Statements of services that look around, and of what follows a transfer on chain. */
  readonly statements: ReadonlySet<string>
  /** Milliseconds of processor time a second, by process. */
  readonly cpuMsPerSecond: CpuTimes
}

export async function readBackground(stage: Stage, counter: StatementCounter | null): Promise<Background> {
  const { db, stack, processes } = stage
  const [couple] = await stage.couples(1)
  if (couple === undefined) throw new Error('There is nobody to pay')
  await untilQuiet(stage)
  const before = await counter?.read()
  // Asked of the database: a request to the API would have statements of its own.
  const available = () => accountBalance(db, userAvailable(couple.seller.id as UserId).name)
  const poorer = await available()
  await payFromFaucet(stack.sandbox.faucetUrl, couple.seller.address, DEPOSIT)
  await until(CREDIT_LIMIT_MS, 'the deposit to be credited', async () => (await available()) > poorer)
  const cpuBefore = readCpu(processes)
  await delay(WATCH_MS)
  const spent = cpuSince(cpuBefore, readCpu(processes))
  const after = await counter?.read()
  return {
    statements: new Set(before && after ? since(before, after).keys() : []),
    cpuMsPerSecond: Object.fromEntries(Object.entries(spent).map(([name, ms]) => [name, (ms * 1_000) / WATCH_MS])),
  }
}

/** What an order itself makes run, however long it takes. */
export function ownStatements(counted: Counted, background: Background): Counted {
  const isOwn = (query: string) =>
    !background.statements.has(query) && !BY_THE_CLOCK.some((pattern) => pattern.test(query))
  return new Map([...counted].filter(([query]) => isOwn(query)))
}

/** Waits until nothing follows any more: contracts stand or are frozen, top-ups are paid, and the watcher has seen the last ledger. */
export async function untilQuiet({ db, stack }: Stage): Promise<void> {
  const health = stack.sandbox.controlUrl.replace(/\/control$/, '/health')
  const { latestLedger } = (await (await fetch(health)).json()) as { latestLedger: number }
  await until(QUIET_LIMIT_MS, 'the services to have nothing left to do', async () => {
    const [row] = await db.sql<{ busy: boolean }[]>`
      select /* not one of an order: left out like pg_stat_statements */ exists (select from top_ups where status = 'DUE')
        or exists (select from chain_attempts where status = 'PREPARED')
        or exists (select from orders where status = 'ESCROW_CREATING')
        or exists (
          select from orders o where o.status = 'DISPUTED'
            and not exists (select from order_changes c where c.order_id = o.id and c.key like '%:frozen')
        )
        or coalesce((select min(ledger) from chain_cursors), 0) < ${latestLedger} as busy`
    return row?.busy === false
  })
}
