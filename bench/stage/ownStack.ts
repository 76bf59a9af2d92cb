import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Progress } from '../../local/progress.ts'
import { type Stack, startStack } from '../../local/supervisor/startStack.ts'
import { startTemporalOnPostgres, type TemporalOnPostgres } from './temporalOnPostgres.ts'

/** The chain's pace in all figures but those of a realistic chain. */
export const LEDGER_INTERVAL_MS = 50

/** Counting statements costs the database a little; production has it on its own terms or not at all. */
export const COUNTING = { shared_preload_libraries: 'pg_stat_statements' }

export type OwnStack = {
  readonly running: Stack
  readonly seconds: number
  /** Processes beside those of the stack. */
  readonly pids: Readonly<Record<string, number>>
  stop(): Promise<void>
}
export type OwnStackOptions = {
  readonly say: Progress
  readonly signal?: AbortSignal | undefined
  readonly ledgerIntervalMs?: number | undefined
  /** Temporal's full server on a Postgres of its own, with so many shards, instead of the development server. */
  readonly temporalShards?: number | undefined
}

/** A whole stack on free ports, in a folder that goes away with it. */
export async function startOwnStack(options: OwnStackOptions): Promise<OwnStack> {
  const { say, signal, ledgerIntervalMs, temporalShards } = options
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-bench-'))
  let temporal: TemporalOnPostgres | undefined
  const remove = async () => {
    await temporal?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  const startedAt = performance.now()
  try {
    if (temporalShards !== undefined) temporal = await startTemporalOnPostgres(folder, temporalShards, say)
    const running = await startStack({
      stateDir: folder,
      ports: 'free',
      ledgerIntervalMs: ledgerIntervalMs ?? LEDGER_INTERVAL_MS,
      postgresSettings: COUNTING,
      say,
      temporal,
      signal,
    })
    const seconds = (performance.now() - startedAt) / 1_000
    const stop = async () => {
      await running.stop()
      await remove()
    }
    return { running, seconds, pids: temporal?.pids ?? {}, stop }
  } catch (error) {
    await remove()
    throw error
  }
}
