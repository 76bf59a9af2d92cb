import { lastLogLines, spawnLogged } from '../processes/spawnLogged.ts'
import { StartFailure } from '../processes/startFailure.ts'
import { stopProcess } from '../processes/stopProcess.ts'
import { type Progress, withElapsed } from '../progress.ts'
import { projectRoot } from '../projectRoot.ts'
import { waitUntil } from '../waitUntil.ts'
import type { Service } from './keepAlive.ts'

export interface NodeProgram {
  /** The entry file, relative to the project. */
  script: string
  env: NodeJS.ProcessEnv
}

export interface NodeServiceOptions<Name extends string> extends NodeProgram {
  name: Name
  logFile: string
  isReady: (pid: number) => Promise<boolean>
  readyTimeoutMs: number
  stopGraceMs: number
  progress: Progress
}

/** Arguments for running one of our files with this very Node. */
export function nodeArguments(script: string): string[] {
  return ['--disable-warning=ExperimentalWarning', script]
}

/** One of our own programs as a service: started, waited for until it answers, stopped with time to finish its work. */
export function nodeService<Name extends string>(options: NodeServiceOptions<Name>): Service<Name> {
  const { name, logFile } = options
  const start = async (onSpawn: (pid: number) => void) => {
    const spawned = await spawnLogged({
      command: process.execPath,
      args: nodeArguments(options.script),
      cwd: projectRoot,
      env: options.env,
      logFile,
      onSpawn,
    })
    const stop = () => stopProcess(spawned.pid, [{ signal: 'SIGTERM', graceMs: options.stopGraceMs }])
    let isReady = false
    await withElapsed(options.progress, `Starting the ${name}`, () =>
      waitUntil(
        async () => {
          if (spawned.exit()) return true
          isReady = await options.isReady(spawned.pid)
          return isReady
        },
        { timeoutMs: options.readyTimeoutMs },
      ),
    )
    const exit = spawned.exit()
    if (isReady && !exit) return { pid: spawned.pid, exited: spawned.exited, stop }
    const how = exit ? exit.how : `was not ready after ${options.readyTimeoutMs / 1000} s`
    await stop()
    throw new StartFailure(`The ${name} ${how}. The end of ${logFile}:\n${lastLogLines(logFile)}`, exit?.signal ?? null)
  }
  return { name, start }
}

const HEALTH_TIMEOUT_MS = 2_000

export async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}
