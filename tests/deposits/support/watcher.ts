import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { type Reached, type Watch, watchDeposits } from '../../../activities/services/watchDeposits.ts'
import { cursorLedger } from '../../../chain/transfers/cursor.ts'
import { DEPOSIT_WATCHER, readCursor } from '../../../db/deposits/readCursor.ts'
import { until } from '../../sandbox/localNetwork.ts'
import type { DepositWorld } from './depositWorld.ts'

const POLL_MS = 10

export type LogLine = { readonly message: string; readonly meta: Readonly<Record<string, unknown>> }

/** The watcher as a worker runs it, in this process. */
export type Watcher = {
  readonly lines: readonly LogLine[]
  /** How the shift ended: rejects when it failed. */
  readonly ended: Promise<unknown>
  stop(): Promise<void>
}

export function startWatcher(world: DepositWorld, changes: Partial<Watch> = {}): Watcher {
  const lines: LogLine[] = []
  const logger = new DefaultLogger('WARN', ({ message, meta }) => void lines.push({ message, meta: meta ?? {} }))
  const closing = new AbortController()
  const services: Watch = {
    db: world.db,
    rpc: world.rpc,
    chain: world.chain,
    treasuryAddress: world.treasury.publicKey(),
    closing: closing.signal,
    pollMs: POLL_MS,
    ...changes,
  }
  const ended: Promise<unknown> = new MockActivityEnvironment({}, { logger }).run<
    [Watch],
    Reached,
    typeof watchDeposits
  >(watchDeposits, services)
  // Whoever cares awaits it; a failure that nobody waits for must not end the process.
  ended.catch(() => undefined)
  return {
    lines,
    ended,
    stop: async () => {
      closing.abort()
      await ended
    },
  }
}

/** Runs the watcher until it has read everything that the network shows now. */
export async function watchToEnd(world: DepositWorld, changes: Partial<Watch> = {}): Promise<Watcher> {
  const { sequence } = await world.network.server.getLatestLedger()
  const watcher = startWatcher(world, changes)
  await untilRead(world, sequence, watcher)
  await watcher.stop()
  return watcher
}

/** Waits until everything up to a ledger was read; fails as soon as the watcher does. */
export async function untilRead(world: DepositWorld, ledger: number, watcher: Pick<Watcher, 'ended'>): Promise<void> {
  const reading = until(async () => {
    const cursor = await readCursor(world.db, DEPOSIT_WATCHER)
    // A cursor may stand in front of everything that happened in its own ledger.
    return cursor !== null && cursorLedger(cursor) > ledger ? true : undefined
  }, `the watcher to read ledger ${ledger}`)
  await Promise.race([reading, watcher.ended.then(() => reading)])
}
