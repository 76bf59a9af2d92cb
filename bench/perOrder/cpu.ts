import { readdirSync, readFileSync } from 'node:fs'

/** Milliseconds of processor time since each process began, by its name in the stack; empty where the system does not tell. */
export type CpuTimes = Readonly<Record<string, number>>

/** Linux counts in hundredths of a second, whatever the kernel's own clock (proc(5), sysconf _SC_CLK_TCK). */
const MS_PER_TICK = 10

/** The processes of a stack by their names, and what has to be counted beside them. */
export type Processes = { readonly pids: Readonly<Record<string, number | undefined>> }

/** Postgres is a process per connection: its time is that of all its children, also of those that have ended. */
export function readCpu({ pids }: Processes): CpuTimes {
  if (process.platform !== 'linux') return {}
  const { supervisor: _, ...services } = pids
  const own = process.cpuUsage()
  const times = Object.entries(services).map(([name, pid = 0]) => [
    name,
    cpuOf(pid) + (name.endsWith('postgres') ? ofChildren(pid) : 0),
  ])
  return { ...Object.fromEntries(times), 'the bench itself': (own.user + own.system) / 1_000 }
}

export function cpuSince(before: CpuTimes, after: CpuTimes): CpuTimes {
  return Object.fromEntries(Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)]))
}

function cpuOf(pid: number): number {
  const fields = statOf(pid)
  // utime, stime, and those of children that have been waited for.
  return [11, 12, 13, 14].reduce((sum, place) => sum + Number(fields?.[place] ?? 0), 0) * MS_PER_TICK
}

function ofChildren(parent: number): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids
    .map(Number)
    .filter((pid) => Number(statOf(pid)?.[1]) === parent)
    .reduce((sum, pid) => sum + cpuOf(pid), 0)
}

/** The fields after the name, which may itself hold spaces and brackets; undefined for a process that is gone. */
export function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Resident memory of one process in bytes. */
export function memoryOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/status`, 'utf8').match(/^VmRSS:\s+(\d+) kB$/m)
  return Number(line?.[1] ?? 0) * 1_024
}
