import { Client, Connection } from '@temporalio/client'
import { close, connect, type Database } from '../../db/connect.ts'
import type { Progress } from '../../local/progress.ts'
import type { DevFile } from '../../local/supervisor/devFile.ts'
import type { StateFolder } from '../../local/supervisor/stateFolder.ts'
import type { Processes } from '../perOrder/cpu.ts'
import type { Size } from '../size.ts'
import { type BenchApi, connectBenchApi } from './api.ts'
import { startMoreWorkers, type Worker } from './moreWorkers.ts'
import { type Couple, gatherCouples } from './people.ts'

/** What every measurement works with. */
export type Stage = {
  readonly stack: DevFile
  readonly state: StateFolder
  readonly size: Size
  readonly say: Progress
  readonly api: BenchApi
  readonly db: Database
  readonly temporal: Client
  /** Every process that takes part. */
  readonly processes: Processes
  /** At least so many couples; those that are there already are used again. */
  couples(number: number): Promise<readonly Couple[]>
  close(): Promise<void>
}

export type StageOptions = Pick<Stage, 'stack' | 'state' | 'size' | 'say'> & {
  readonly workers?: number
  /** Processes beside those of the stack. */
  readonly pids?: Readonly<Record<string, number>>
}

const MAX_CONNECTIONS = 4

export async function openStage(options: StageOptions): Promise<Stage> {
  const { stack, state, say, workers = 1, pids = {} } = options
  const api = connectBenchApi(stack)
  const db = connect(stack.databaseUrl, { maxConnections: MAX_CONNECTIONS, applicationName: 'offerhub-bench' })
  const connection = await Connection.connect({ address: stack.temporalAddress })
  if (workers > 1) say(`Starting ${workers - 1} more workers ...`)
  const moreWorkers = await startMoreWorkers(stack, state, workers - 1)
  let known: readonly Couple[] = []
  return {
    ...options,
    api,
    db,
    temporal: new Client({ connection }),
    processes: { pids: { ...stack.pids, ...pids, ...Object.fromEntries(moreWorkers.map(named)) } },
    async couples(number) {
      const missing = number - known.length
      if (missing > 0) {
        say(`Getting ${missing * 2} people ready ...`)
        known = [...known, ...(await gatherCouples({ api, faucetUrl: stack.sandbox.faucetUrl }, missing))]
      }
      return known.slice(0, number)
    },
    async close() {
      api.close()
      await Promise.all(moreWorkers.map((worker) => worker.stop()))
      await connection.close()
      await close(db)
    },
  }
}

/** The stack's own worker is the first. */
function named({ pid }: Worker, index: number): readonly [string, number] {
  return [`worker ${index + 2}`, pid]
}
