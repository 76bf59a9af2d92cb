import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { cacheFolder } from '../cacheFolder.ts'
import { type Progress, silent } from '../progress.ts'
import { buildCli } from './buildCli.ts'
import { checkCli } from './checkCli.ts'
import { CLI_VERSION } from './cliVersion.ts'
import { ARCHIVE_URL, downloadCli } from './downloadCli.ts'
import { type FindOptions, findProgram } from './findProgram.ts'
import { programName } from './platform.ts'

/** Path of a working Temporal CLI: TEMPORAL_CLI, PATH, the cache folder, the official download, `go install`. */
export async function findTemporalCli(progress: Progress = silent, options: FindOptions = {}): Promise<string> {
  const { environment = process.env, archiveUrl = ARCHIVE_URL } = options
  const cached = cachedCliPath(environment)
  return await findProgram(
    {
      name: 'Temporal CLI',
      variable: 'TEMPORAL_CLI',
      installed: { paths: onPath(environment), source: 'on PATH', missing: 'PATH has no `temporal`' },
      cached,
      check: checkCli,
      ways: [
        { name: 'download', get: (signal) => downloadCli(cached, progress, archiveUrl, signal) },
        { name: 'go install', get: (signal) => buildCli(cached, environment, progress, signal) },
      ],
      advice:
        'Install it (https://docs.temporal.io/cli#install, or `brew install temporal`) so that it is on PATH, ' +
        'or name the program: TEMPORAL_CLI=/path/to/temporal npm start',
    },
    options,
    progress,
  )
}

/** Where downloads and builds of this version are kept. */
export function cachedCliPath(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), 'temporal-cli', CLI_VERSION, programName('temporal'))
}

function onPath(environment: NodeJS.ProcessEnv): string[] {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, programName('temporal'))).filter((path) => existsSync(path))
}
