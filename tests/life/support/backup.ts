import { execFile } from 'node:child_process'
import { realpath, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Life } from './usePieces.ts'

const run = promisify(execFile)

/** A copy of the server's folder, made while the server is down: the file-level backup of Postgres' own manual. */
export type Backup = { bringBack(): Promise<void> }

/** The server stops for the copy and runs again afterwards. */
export async function backUpPostgres({ prepared, pieces }: Life): Promise<Backup> {
  const folder = await realpath(prepared.state.postgres)
  const copy = `${folder}-backup`
  const replace = async (from: string, to: string) => {
    await pieces.postgres.end('SIGINT')
    await rm(to, { recursive: true, force: true })
    // Of all that Node offers, nothing keeps the owner, without whom the server does not start.
    await run('cp', ['-a', from, to])
    await pieces.postgres.start()
  }
  await replace(folder, copy)
  return { bringBack: () => replace(copy, folder) }
}

/** All that Temporal knew is gone; an empty server runs in its place. */
export async function loseTemporal({ prepared, pieces }: Life): Promise<void> {
  await pieces.temporal.end('SIGKILL')
  const file = prepared.state.temporalDb
  for (const name of [file, `${file}-wal`, `${file}-shm`]) await rm(name, { force: true })
  await pieces.temporal.start()
}
