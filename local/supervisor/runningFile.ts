import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { POSTGRES_STOP } from '../postgres/staleServer.ts'
import { identify, isStillRunning, type ProcessIdentity } from '../processes/identity.ts'
import { stopProcess } from '../processes/stopProcess.ts'
import type { Progress } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { type ProcessName, readDevFile, removeDevFile } from './devFile.ts'
import type { StateFolder } from './stateFolder.ts'
import { writeAtomically } from './writeAtomically.ts'

interface RunningFile {
  supervisor: ProcessIdentity
  processes: Partial<Record<ProcessName, ProcessIdentity>>
}

// Those that use a service go before it.
const STOP_ORDER: readonly ProcessName[] = ['api', 'worker', 'sandbox', 'temporal', 'postgres']
const ORPHAN_STOP = [{ signal: 'SIGTERM', graceMs: 8_000 }] as const
const CLAIM_ATTEMPTS = 3

export interface Claim {
  record: (name: ProcessName, pid: number) => void
  release: () => void
}

/**
 * Makes this process the only supervisor of the folder. Children left by one that was killed are found through the file
 * it kept, recognised by start time and command line (a pid alone may be anyone's by now), and stopped.
 */
export async function claimStateFolder(state: StateFolder, progress: Progress): Promise<Claim> {
  for (let attempt = 0; attempt < CLAIM_ATTEMPTS; attempt++) {
    const claim = tryClaim(state)
    if (claim) return claim
    const previous = readRunningFile(state)
    if (previous && isStillRunning(previous.supervisor)) throw alreadyRunning(state, previous.supervisor.pid)
    if (previous) await stopOrphans(previous, progress)
    removeDevFile(state.dev)
    rmSync(state.running, { force: true })
  }
  throw new SetupError(
    `Another start is under way on ${state.path}. Wait for it, or look at its lines for what it needs.`,
  )
}

function tryClaim(state: StateFolder): Claim | undefined {
  const supervisor = identify(process.pid)
  if (!supervisor)
    throw new SetupError('This system does not tell when a process started (neither /proc nor ps works).')
  const content: RunningFile = { supervisor, processes: {} }
  try {
    const file = openSync(state.running, 'wx', 0o600)
    writeSync(file, JSON.stringify(content))
    closeSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined
    throw error
  }
  removeDevFile(state.dev)
  return {
    record: (name, pid) => {
      const identity = identify(pid)
      if (identity) content.processes[name] = identity
      writeAtomically(state.running, JSON.stringify(content))
    },
    release: () => rmSync(state.running, { force: true }),
  }
}

function readRunningFile(state: StateFolder): RunningFile | undefined {
  if (!existsSync(state.running)) return undefined
  try {
    return JSON.parse(readFileSync(state.running, 'utf8')) as RunningFile
  } catch {
    // Cut off by a crash while it was first written: nothing was started yet.
    return undefined
  }
}

function alreadyRunning(state: StateFolder, pid: number): SetupError {
  const dev = readDevFile(state.dev)
  const where = dev ? `Its API is ${dev.apiUrl}, its Web UI ${dev.temporalUi}` : 'It is still starting'
  return new SetupError(
    `A stack already runs on ${state.path} (pid ${pid}). ${where}. Use that one, stop it (kill ${pid}), ` +
      'or start a second one elsewhere: OFFERHUB_STATE_DIR=/some/folder PORT=4001 npm start',
  )
}

async function stopOrphans(previous: RunningFile, progress: Progress): Promise<void> {
  const orphans = STOP_ORDER.flatMap((name) => {
    const identity = previous.processes[name]
    return identity && isStillRunning(identity) ? [{ name, pid: identity.pid }] : []
  })
  if (orphans.length === 0) return
  progress(
    `The last run was killed and left ${orphans.map(({ name, pid }) => `${name} (${pid})`).join(', ')}; stopping them.`,
  )
  for (const { name, pid } of orphans) await stopProcess(pid, name === 'postgres' ? POSTGRES_STOP : ORPHAN_STOP)
}

/** The process that runs under this name now; undefined while it is down or only just being started again. */
export function runningProcess(state: StateFolder, name: ProcessName): ProcessIdentity | undefined {
  const identity = readRunningFile(state)?.processes[name]
  return identity && isStillRunning(identity) ? identity : undefined
}

/** The live supervisor's pid, for those who only want to look. */
export function runningSupervisorPid(state: StateFolder): number | undefined {
  const running = readRunningFile(state)
  return running && isStillRunning(running.supervisor) ? running.supervisor.pid : undefined
}
