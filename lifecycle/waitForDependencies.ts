import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { withinTime } from './withinTime.ts'

/** Something outside without which a process cannot work. */
export type Dependency = {
  readonly name: string
  /** Returns when it is there; throws an error whose message says what is missing. */
  check(): Promise<void>
}

/** One that is not there, and why. */
export type Missing = { readonly name: string; readonly reason: string }

export type WaitOptions = {
  readonly log: Logger
  readonly signal: AbortSignal
  /** For ever when left out. */
  readonly maxWaitMs?: number | undefined
  /** Told after every round. */
  readonly onRound?: (missing: readonly Missing[]) => void
}

/** What a process needs did not appear within the time that it was given. */
export class DependenciesMissing extends Error {
  override readonly name = 'DependenciesMissing'
}

const FIRST_PAUSE_MS = 200
const PAUSE_FACTOR = 1.5
const MAX_PAUSE_MS = 5_000
const SAY_EVERY_MS = 3_000
const CHECK_TIMEOUT_MS = 3_000

/**
 * Returns when everything is there, in whatever order it comes. Until then it looks with growing pauses and says every
 * few seconds what is missing. Throws DependenciesMissing when its time is over, and the signal's reason when that aborts.
 */
export async function waitForDependencies(dependencies: readonly Dependency[], options: WaitOptions): Promise<void> {
  const { log, signal, maxWaitMs, onRound } = options
  const startedAtMs = Date.now()
  let saidAtMs: number | null = null
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * PAUSE_FACTOR, MAX_PAUSE_MS)) {
    signal.throwIfAborted()
    const missing = await findMissing(dependencies)
    onRound?.(missing)
    if (missing.length === 0) {
      if (saidAtMs !== null) log.info({ waitedMs: Date.now() - startedAtMs }, 'Everything that was waited for is there')
      return
    }
    const sentence = sentenceOf(missing)
    if (maxWaitMs !== undefined && Date.now() - startedAtMs >= maxWaitMs) {
      throw new DependenciesMissing(`Gave up after ${Math.round(maxWaitMs / 1_000)} s of waiting for ${sentence}.`)
    }
    if (saidAtMs === null || Date.now() - saidAtMs >= SAY_EVERY_MS) {
      saidAtMs = Date.now()
      log.warn({ waitingFor: missing.map(({ name }) => name) }, `Waiting for ${sentence}`)
    }
    await delay(pauseMs, undefined, { signal })
  }
}

async function findMissing(dependencies: readonly Dependency[]): Promise<Missing[]> {
  const rounds = await Promise.all(dependencies.map(missingOf))
  return rounds.filter((missing) => missing !== null)
}

async function missingOf({ name, check }: Dependency): Promise<Missing | null> {
  const silence = () => {
    throw new Error(`no answer within ${CHECK_TIMEOUT_MS / 1_000} s`)
  }
  try {
    await withinTime<void>(check(), CHECK_TIMEOUT_MS, silence)
    return null
  } catch (error) {
    return { name, reason: reasonOf(error) }
  }
}

/** Drivers report a host with several addresses as an aggregate without words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] || 'no reason given'
}

function sentenceOf(missing: readonly Missing[]): string {
  return missing.map(({ name, reason }) => `${name} (${reason})`).join(', ')
}
