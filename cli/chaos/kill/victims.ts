import { close, connect } from '../../../db/connect.ts'
import { send } from '../../../local/processes/stopProcess.ts'
import { runningProcess } from '../../../local/supervisor/runningFile.ts'
import type { StateFolder } from '../../../local/supervisor/stateFolder.ts'
import type { Random } from '../plan/random.ts'
import type { Target } from '../plan/strikes.ts'

/** Where the processes of the stack under fire are found. */
export type Range = { readonly state: StateFolder; readonly databaseUrl: string }

/** Sends one SIGKILL; false when there was nothing to kill at this moment. */
export async function shoot(range: Range, target: Target, random: Random): Promise<boolean> {
  const pid = target === 'postgresBackend' ? await findBackend(range, random) : runningProcess(range.state, target)?.pid
  return pid !== undefined && send(pid, 'SIGKILL')
}

/** Any server process that works for the API or a worker: Postgres then throws all others out too, and recovers. */
async function findBackend({ databaseUrl }: Range, random: Random): Promise<number | undefined> {
  const db = connect(databaseUrl, { maxConnections: 1, applicationName: 'chaos' })
  try {
    const rows = await db.sql<{ pid: number }[]>`
      select pid from pg_stat_activity
      where backend_type = 'client backend' and application_name like 'offerhub-%' order by pid`
    const [first, ...others] = rows
    return first === undefined ? undefined : random.pick([first, ...others]).pid
  } catch {
    // Postgres is away already.
    return undefined
  } finally {
    await close(db).catch(() => undefined)
  }
}
