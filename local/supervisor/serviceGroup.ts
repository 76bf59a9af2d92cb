import { send, stopProcess } from '../processes/stopProcess.ts'
import type { Progress } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { PROCESS_NAMES, type ProcessName } from './devFile.ts'
import { type KeptService, keepAlive, type Service } from './keepAlive.ts'

// The worker and the API cannot live without these, so a death right after one of theirs is no sign of a defect.
const FOUNDATIONS: ReadonlySet<ProcessName> = new Set<ProcessName>(['postgres', 'temporal', 'sandbox'])
const DISTURBANCE_MS = 30_000

export interface ServiceGroup {
  start: (service: Service<ProcessName>) => Promise<void>
  pids: () => { [name in ProcessName]?: number }
  /** In order: those that use a service go before it. */
  stop: () => Promise<void>
  /** At once and without waiting; Postgres recovers at the next start. */
  killAll: () => void
}

export interface ServiceGroupEvents {
  progress: Progress
  onSpawn: (name: ProcessName, pid: number) => void
  onReady: (name: ProcessName) => void
  onGaveUp: (name: ProcessName, sentence: string) => void
}

/** The processes of one stack: started one by one, kept alive, stopped together. */
export function createServiceGroup(events: ServiceGroupEvents): ServiceGroup {
  const kept = new Map<ProcessName, KeptService>()
  const spawned = new Map<ProcessName, number>()
  const starting = new Set<Promise<unknown>>()
  let isStopping = false
  let foundationDiedAtMs = Number.NEGATIVE_INFINITY

  const start = async (service: Service<ProcessName>): Promise<void> => {
    if (isStopping) throw new SetupError(`The stack is being stopped, so ${service.name} is not started.`)
    const start = keepStarted(service)
    starting.add(start)
    await start.finally(() => starting.delete(start))
  }

  const keepStarted = async (service: Service<ProcessName>): Promise<void> => {
    const { name } = service
    const keptService = await keepAlive(service, {
      progress: events.progress,
      onSpawn: (pid) => {
        spawned.set(name, pid)
        events.onSpawn(name, pid)
        // Spawned by a start that was under way when the stop came by.
        if (isStopping) send(pid, 'SIGINT')
      },
      onReady: () => events.onReady(name),
      onDeath: () => {
        if (FOUNDATIONS.has(name)) foundationDiedAtMs = Date.now()
      },
      isDisturbed: () => !FOUNDATIONS.has(name) && Date.now() - foundationDiedAtMs < DISTURBANCE_MS,
      onGaveUp: (sentence) => events.onGaveUp(name, sentence),
    })
    kept.set(name, keptService)
    // Stopped while it was starting: nobody else would stop it any more.
    if (isStopping) await keptService.stop()
  }

  const stopOne = async (name: ProcessName): Promise<void> => {
    const pid = spawned.get(name)
    const service = kept.get(name)
    if (service) await service.stop()
    else if (pid !== undefined) await stopProcess(pid, [{ signal: 'SIGINT', graceMs: 5_000 }])
  }

  return {
    start,
    pids: () => Object.fromEntries(spawned),
    stop: async () => {
      isStopping = true
      // The names stand in the order of starting.
      for (const name of PROCESS_NAMES.toReversed()) await stopOne(name)
      await Promise.allSettled(starting)
    },
    killAll: () => {
      isStopping = true
      for (const [name, pid] of spawned) {
        const service = kept.get(name)
        if (service) service.kill('SIGKILL')
        else killQuietly(pid)
      }
    },
  }
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
