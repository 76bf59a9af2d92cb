import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { commandLineOf, isAlive } from '../processes/identity.ts'
import { stopProcess } from '../processes/stopProcess.ts'

/** Fast shutdown first (clients are cut off, data is written), then the immediate one, which the next start recovers from. */
export const POSTGRES_STOP = [
  { signal: 'SIGINT', graceMs: 20_000 },
  { signal: 'SIGQUIT', graceMs: 5_000 },
] as const

export interface LockFile {
  pid: number
  isReady: boolean
}

/** postmaster.pid: the first line is the server's pid, the eighth its state. */
export function readLockFile(dataDir: string): LockFile | undefined {
  const path = join(dataDir, 'postmaster.pid')
  if (!existsSync(path)) return undefined
  try {
    const lines = readFileSync(path, 'utf8').split('\n')
    return { pid: Number(lines[0]), isReady: lines[7]?.trim() === 'ready' }
  } catch (error) {
    // The server removes the file while it stops, possibly between the two calls above.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Ends a server that a killed supervisor left on this directory. A lock file whose pid now belongs to another program
 * is removed: Postgres itself would take that program for a running server and refuse to start.
 */
export async function clearStaleServer(dataDir: string): Promise<void> {
  const lock = readLockFile(dataDir)
  if (!lock) return
  const command = lock.pid > 0 && isAlive(lock.pid) ? commandLineOf(lock.pid) : undefined
  if (command?.includes(dataDir)) await stopProcess(lock.pid, POSTGRES_STOP)
  else rmSync(join(dataDir, 'postmaster.pid'), { force: true })
}
