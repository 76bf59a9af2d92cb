import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { cacheFolder } from '../cacheFolder.ts'
import { type Progress, silent } from '../progress.ts'
import { fetchFile } from './fetchFile.ts'
import { type FindOptions, findProgram, type ProgramCheck } from './findProgram.ts'
import { goInstall } from './goInstall.ts'
import { archName, platformName, programName } from './platform.ts'
import { explainRunFailure } from './runFailure.ts'

/** The server of production, which keeps its state in Postgres; docker-compose.yml has the images of the same release. */
export const SERVER_VERSION = '1.31.2'

const RELEASES = 'https://github.com/temporalio/temporal/releases/download'
const CHECK_TIMEOUT_MS = 15_000
const UNPACK_TIMEOUT_MS = 60_000

const PROGRAMS = {
  'temporal-server': { variable: 'TEMPORAL_SERVER', goPath: 'cmd/server', goName: 'server' },
  'temporal-sql-tool': { variable: 'TEMPORAL_SQL_TOOL', goPath: 'cmd/tools/sql', goName: 'sql' },
} as const
type ProgramName = keyof typeof PROGRAMS

/** Paths of the server and of the tool that makes its schema: variable, PATH, the cache folder, download, `go install`. */
export async function findTemporalServer(progress: Progress = silent, options: FindOptions = {}) {
  const server = await find('temporal-server', progress, options)
  return { server, sqlTool: await find('temporal-sql-tool', progress, options) }
}

async function find(program: ProgramName, progress: Progress, options: FindOptions): Promise<string> {
  const { environment = process.env, archiveUrl = RELEASES } = options
  const { variable, goPath, goName } = PROGRAMS[program]
  const cached = join(cacheFolder(environment), 'temporal-server', SERVER_VERSION, programName(program))
  const source = {
    path: `go.temporal.io/server/${goPath}@v${SERVER_VERSION}`,
    program: goName,
    name: `program ${program}`,
  }
  return await findProgram(
    {
      name: program,
      variable,
      installed: { paths: onPath(program, environment), source: 'on PATH', missing: `PATH has no \`${program}\`` },
      cached,
      check: checkVersion,
      ways: [
        { name: 'download', get: (signal) => download(program, cached, progress, archiveUrl, signal) },
        { name: 'go install', get: (signal) => goInstall(source, cached, environment, progress, signal) },
      ],
      advice:
        `Take it from ${RELEASES.replace('/download', '')}/tag/v${SERVER_VERSION} and put it on PATH or name it: ` +
        `${variable}=/path/to/${program}; or install Go.`,
    },
    options,
    progress,
  )
}

function checkVersion(path: string): Promise<ProgramCheck> {
  return new Promise((resolve) => {
    execFile(path, ['--version'], { timeout: CHECK_TIMEOUT_MS }, (error, stdout) => {
      if (error) return resolve({ works: false, reason: explainRunFailure(error, CHECK_TIMEOUT_MS) })
      const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0]
      if (version === SERVER_VERSION) return resolve({ works: true })
      resolve({ works: false, reason: `is version ${version ?? 'unknown'}, not ${SERVER_VERSION}` })
    })
  })
}

async function download(
  program: ProgramName,
  target: string,
  progress: Progress,
  releases: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), '.download-'))
  try {
    const archive = join(folder, 'temporal-server.tar.gz')
    const url = `${releases}/v${SERVER_VERSION}/temporal_${SERVER_VERSION}_${platformName()}_${archName()}.tar.gz`
    await fetchFile(archive, url, `Downloading the ${program}`, progress, signal)
    const file = programName(program)
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder, file], { timeout: UNPACK_TIMEOUT_MS })
    await chmod(join(folder, file), 0o755)
    await rename(join(folder, file), target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function onPath(program: ProgramName, environment: NodeJS.ProcessEnv): string[] {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, programName(program))).filter((path) => existsSync(path))
}
