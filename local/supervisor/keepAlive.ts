import { setTimeout as delay } from 'node:timers/promises'
import { stopProcess } from '../processes/stopProcess.ts'
import type { Progress } from '../progress.ts'
import { sentenceOf } from '../setupError.ts'

export interface RunningService {
  pid: number
  /** Resolves with words for how it ended. */
  exited: Promise<string>
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

export interface KeepAliveRules {
  mostDeaths: number
  windowMs: number
  backoffMs: readonly number[]
}

export const KEEP_ALIVE_RULES: KeepAliveRules = {
  mostDeaths: 5,
  windowMs: 60_000,
  backoffMs: [100, 500, 1_000, 2_000, 4_000],
}

// One that is caught while it starts holds no work yet.
const STARTING_GRACE_MS = 3_000

export interface KeepAliveEvents {
  progress: Progress
  onSpawn: (pid: number) => void
  /** The service answers (again). */
  onReady: (pid: number) => void
  onGaveUp: (sentence: string) => void
}

/** Starts a service and starts it again when it dies; too many deaths in the window are reported instead. */
export async function keepAlive(
  service: Service,
  events: KeepAliveEvents,
  rules: KeepAliveRules = KEEP_ALIVE_RULES,
): Promise<KeptService> {
  let latestPid: number | undefined
  const onSpawn = (pid: number) => {
    latestPid = pid
    events.onSpawn(pid)
  }
  let running: RunningService | undefined = await service.start(onSpawn)
  events.onReady(running.pid)
  const stopping = new AbortController()
  const deaths: number[] = []

  /** Answers false when the service died too often. */
  const restart = async (how: string): Promise<boolean> => {
    running = undefined
    let reason = how
    while (!stopping.signal.aborted) {
      const now = Date.now()
      deaths.push(now)
      const recent = deaths.filter((time) => now - time < rules.windowMs)
      deaths.splice(0, deaths.length, ...recent)
      if (recent.length > rules.mostDeaths) {
        const window = `${recent.length} times within ${Math.round(rules.windowMs / 1000)} s`
        events.onGaveUp(`${service.name} died ${window}, last: ${reason}.`)
        return false
      }
      events.progress(`${service.name} ${reason}; starting it again.`)
      await delay(rules.backoffMs[recent.length - 1] ?? 0, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      )
      if (stopping.signal.aborted) return false
      try {
        running = await service.start(onSpawn)
        if (stopping.signal.aborted) {
          await running.stop()
          return false
        }
        events.onReady(running.pid)
        return true
      } catch (error) {
        reason = `did not start again: ${sentenceOf(error)}`
      }
    }
    return false
  }

  const watch = async (): Promise<void> => {
    while (running) {
      const how = await running.exited
      if (stopping.signal.aborted || !(await restart(how))) return
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
