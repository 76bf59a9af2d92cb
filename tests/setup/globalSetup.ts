import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findFreePort } from '../../local/ports.ts'
import { removeDataDirectory } from '../../local/postgres/placeDataDirectory.ts'
import { startPostgres } from '../../local/postgres/startPostgres.ts'
import { findTemporalCli } from '../../local/temporal/findTemporalCli.ts'
import { startTemporal } from '../../local/temporal/startTemporal.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's URL of the shared server: each suite makes a database of its own there. */
    postgresUrl: string
    temporalAddress: string
    temporalUiUrl: string
    /** A working Temporal CLI, for suites that start servers of their own. */
    temporalCli: string
  }
}

/** One Postgres and one Temporal for all suites, on free ports and in a folder that is gone afterwards. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const say = (line: string) => process.stderr.write(`${line}\n`)
  const cliPath = await findTemporalCli(say)
  const folder = await mkdtemp(join(tmpdir(), 'offerhub-test-'))
  // The account that Postgres runs as when the tests are run by root must pass through.
  await chmod(folder, 0o711)
  const grpc = await findFreePort()
  const ui = await findFreePort(new Set([grpc]))
  const started = await Promise.allSettled([
    startPostgres({ dataDir: join(folder, 'postgres'), password: 'tests-only', progress: say }),
    startTemporal({ cliPath, dbFile: join(folder, 'temporal.db'), ports: { grpc, ui }, progress: say }),
  ])
  const teardown = async () => {
    for (const result of started) if (result.status === 'fulfilled') await result.value.stop()
    removeDataDirectory(join(folder, 'postgres'))
    await rm(folder, { recursive: true, force: true })
  }
  const failed = started.find((result) => result.status === 'rejected')
  const [postgres, temporal] = started
  if (failed || postgres.status === 'rejected' || temporal.status === 'rejected') {
    await teardown()
    throw failed?.reason
  }
  project.provide('postgresUrl', postgres.value.url)
  project.provide('temporalAddress', temporal.value.address)
  project.provide('temporalUiUrl', temporal.value.uiUrl)
  project.provide('temporalCli', cliPath)
  return teardown
}
