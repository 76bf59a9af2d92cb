import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs'
import { dirname } from 'node:path'
import { SetupError, sentenceOf } from '../setupError.ts'

const LOG_BYTES_KEPT = 20_000_000

export interface SpawnOptions {
  command: string
  args: readonly string[]
  cwd: string
  env: NodeJS.ProcessEnv
  logFile: string
  uid?: number | undefined
  gid?: number | undefined
  /** Told at once, long before the program is ready, so that whoever keeps books of pids misses none. */
  onSpawn?: ((pid: number) => void) | undefined
}

export interface Exit {
  /** Completes a sentence that begins with the name: "ended with code 1". */
  how: string
  signal: NodeJS.Signals | null
}

export interface SpawnedProcess {
  pid: number
  child: ChildProcess
  exited: Promise<Exit>
  /** How it ended, or undefined while it runs. */
  exit: () => Exit | undefined
}

/**
 * Starts a process whose output goes straight to its log file, so that it outlives a killed parent without losing lines.
 * It leads a session of its own: Ctrl-C reaches only the supervisor, which then stops everything in order.
 */
export async function spawnLogged(options: SpawnOptions): Promise<SpawnedProcess> {
  const log = openLog(options.logFile)
  try {
    const child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ['ignore', log, log],
      detached: true,
      ...(options.uid === undefined ? {} : { uid: options.uid }),
      ...(options.gid === undefined ? {} : { gid: options.gid }),
    })
    let exit: Exit | undefined
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => {
        exit = { how: signal ? `stopped by ${signal}` : `ended with code ${code}`, signal }
        resolve(exit)
      })
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', reject)
    })
    const pid = child.pid
    if (pid === undefined) throw new Error('the process has no pid')
    options.onSpawn?.(pid)
    return { pid, child, exited, exit: () => exit }
  } catch (error) {
    throw new SetupError(`${options.command} could not be started: ${sentenceOf(error)}.`)
  } finally {
    closeSync(log)
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  // A log is for the latest runs; without a bound a stack that is left on for weeks would fill the disk.
  if (existsSync(path) && statSync(path).size > LOG_BYTES_KEPT) truncateSync(path)
  return openSync(path, 'a', 0o600)
}

/** The end of a log, for a sentence that says why a process died. */
export function lastLogLines(path: string, count = 15): string {
  if (!existsSync(path)) return '(no log)'
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}
