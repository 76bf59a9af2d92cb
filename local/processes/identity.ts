import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Names one process for good: a pid alone is reused, a pid with its start time is not. */
export interface ProcessIdentity {
  pid: number
  startedAt: string
  command: string
}

/** The process that has this pid now, or undefined when there is none (or only a zombie). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = process.platform === 'linux' ? startTimeFromProc(pid) : askPs(pid, 'lstart=')
  if (!startedAt) return undefined
  return { pid, startedAt, command: commandLineOf(pid) ?? '' }
}

/** True while the very process that was recorded runs: same pid, same start, and the same command. */
export function isStillRunning(recorded: ProcessIdentity): boolean {
  const now = identify(recorded.pid)
  return now !== undefined && now.startedAt === recorded.startedAt && now.command === recorded.command
}

export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return startTimeFromProc(pid) !== undefined
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

export function commandLineOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return askPs(pid, 'command=')
  const raw = readOrUndefined(`/proc/${pid}/cmdline`)
  return raw?.replaceAll('\0', ' ').trim() || undefined
}

/** Start in clock ticks since boot, with the boot's id: the two together never come again. */
function startTimeFromProc(pid: number): string | undefined {
  const stat = readOrUndefined(`/proc/${pid}/stat`)
  // The name in brackets may hold spaces and brackets itself, so fields are counted after the last one.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields?.[0], fields?.[19]]
  if (!startTicks || state === 'Z' || state === 'X') return undefined
  return `${readOrUndefined('/proc/sys/kernel/random/boot_id')?.trim() ?? 'boot'}:${startTicks}`
}

function askPs(pid: number, column: string): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', column, '-p', String(pid)], { stdio: ['ignore', 'pipe', 'ignore'] })
    return text.toString().trim() || undefined
  } catch {
    return undefined
  }
}

function readOrUndefined(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
