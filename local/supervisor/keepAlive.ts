import { setTimeout as delay } from 'node:timers/promises'
import type { Exit } from '../processes/spawnLogged.ts'
import { StartFailure } from '../processes/startFailure.ts'
import { stopProcess } from '../processes/stopProcess.ts'
import type { Progress } from '../progress.ts'
import { sentenceOf } from '../setupError.ts'
import { createDeathCount, RESTART_RULES, type RestartRules } from './deathCount.ts'

export interface RunningService {
  pid: number
  exited: Promise<Exit>
  stop: () => Promise<void>
}

export interface Service<Name extends string = string> {
  name: Name
  start: (onSpawn: (pid: number) => void) => Promise<RunningService>
}

export interface KeptService {
  pid: () => number | null
  stop: () => Promise<void>
  /** Ends it at once, for the second Ctrl-C and for a supervisor that must exit. */
  kill: (signal: NodeJS.Signals) => void
}

// A crash ends with a code or another signal; these two come from a person, a test, or a system short of memory.
const SIGNALS_FROM_OUTSIDE: ReadonlySet<string> = new Set(['SIGKILL', 'SIGTERM'])
// One that is caught while it starts holds no work yet.
const STARTING_GRACE_MS = 3_000

export interface KeepAliveEvents {
  progress: Progress
  onSpawn: (pid: number) => void
  /** The service answers (again). */
  onReady: (pid: number) => void
  onDeath: () => void
  /** True while something that the service needs went away lately: its own death is then no fault of its own. */
  isDisturbed: () => boolean
  onGaveUp: (sentence: string) => void
}

/** Starts a service and starts it again when it dies; one that keeps dying by itself is reported instead. */
export async function keepAlive(
  service: Service,
  events: KeepAliveEvents,
  rules: RestartRules = RESTART_RULES,
): Promise<KeptService> {
  let latestPid: number | undefined
  const onSpawn = (pid: number) => {
    latestPid = pid
    events.onSpawn(pid)
  }
  let running: RunningService | undefined = await service.start(onSpawn)
  events.onReady(running.pid)
  const stopping = new AbortController()
  const countDeath = createDeathCount(rules)

  const startAgain = async (): Promise<Exit | undefined> => {
    try {
      running = await service.start(onSpawn)
      if (stopping.signal.aborted) await running.stop()
      else events.onReady(running.pid)
      return undefined
    } catch (error) {
      const signal = error instanceof StartFailure ? error.signal : null
      return { how: `did not start again: ${sentenceOf(error)}`, signal }
    }
  }

  /** Answers whether the service is up again. */
  const restart = async (exit: Exit): Promise<boolean> => {
    running = undefined
    let death: Exit | undefined = exit
    while (death && !stopping.signal.aborted) {
      events.onDeath()
      const isOwn = !SIGNALS_FROM_OUTSIDE.has(death.signal ?? '') && !events.isDisturbed()
      const verdict = countDeath(isOwn)
      if ('gaveUp' in verdict) {
        events.onGaveUp(`${service.name} died ${verdict.gaveUp}, last: ${death.how}.`)
        return false
      }
      events.progress(`${service.name} ${death.how}; starting it again.`)
      await delay(verdict.restartInMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!stopping.signal.aborted) death = await startAgain()
    }
    return !stopping.signal.aborted
  }

  const watch = async (): Promise<void> => {
    while (running) {
      const exit = await running.exited
      if (stopping.signal.aborted || !(await restart(exit))) return
    }
  }
  const watching = watch()
  return {
    pid: () => running?.pid ?? null,
    stop: async () => {
      stopping.abort()
      if (running) await running.stop()
      else if (latestPid !== undefined) await stopProcess(latestPid, [{ signal: 'SIGINT', graceMs: STARTING_GRACE_MS }])
      await watching
    },
    kill: (signal) => {
      stopping.abort()
      if (latestPid !== undefined) sendQuietly(latestPid, signal)
    },
  }
}

function sendQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already, which is what was wanted.
  }
}
