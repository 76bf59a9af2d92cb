import { waitUntil } from '../waitUntil.ts'
import { isAlive } from './identity.ts'

const KILL_TIMEOUT_MS = 5_000

/** Signals, each with the time it gets; SIGKILL follows them all. Resolves when the process is gone. */
export async function stopProcess(
  pid: number,
  steps: readonly { signal: NodeJS.Signals; graceMs: number }[],
): Promise<void> {
  for (const { signal, graceMs } of steps) {
    if (!send(pid, signal)) return
    if (await waitUntil(() => !isAlive(pid), { timeoutMs: graceMs, everyMs: 20 })) return
  }
  if (send(pid, 'SIGKILL')) await waitUntil(() => !isAlive(pid), { timeoutMs: KILL_TIMEOUT_MS, everyMs: 20 })
}

/** Answers whether there was a process to send to. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
