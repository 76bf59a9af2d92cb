import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { cacheFolder } from '../cacheFolder.ts'
import { type Progress, silent } from '../progress.ts'
import { SetupError, sentenceOf } from '../setupError.ts'
import { buildCli } from './buildCli.ts'
import { checkCli } from './checkCli.ts'
import { CLI_VERSION } from './cliVersion.ts'
import { ARCHIVE_URL, downloadCli } from './downloadCli.ts'

export interface FindOptions {
  environment?: NodeJS.ProcessEnv | undefined
  /** false = only look at what is already on this machine. */
  mayFetch?: boolean | undefined
  archiveUrl?: string | undefined
  /** Ends a download or build that is under way. */
  signal?: AbortSignal | undefined
}

/**
 * Path of a working Temporal CLI: TEMPORAL_CLI, PATH, the cache folder, the official download, `go install`.
 * What fails on the way is collected, so that the last error tells the whole story.
 */
export async function findTemporalCli(progress: Progress = silent, options: FindOptions = {}): Promise<string> {
  const environment = options.environment ?? process.env
  const tried: string[] = []
  const present = await findPresent(environment, tried, progress)
  if (present) return present
  if (options.mayFetch ?? true) {
    const fetched = await fetchCli(environment, options, tried, progress)
    if (fetched) return fetched
  }
  throw new SetupError(
    `No working Temporal CLI was found. Tried:\n${tried.map((line) => `  - ${line}`).join('\n')}\n` +
      'Install it (https://docs.temporal.io/cli#install, or `brew install temporal`) so that it is on PATH, ' +
      'or name the program: TEMPORAL_CLI=/path/to/temporal npm start',
  )
}

/** Where downloads and builds of this version are kept. */
export function cachedCliPath(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), 'temporal-cli', CLI_VERSION, programName())
}

function programName(): string {
  return process.platform === 'win32' ? 'temporal.exe' : 'temporal'
}

async function findPresent(
  environment: NodeJS.ProcessEnv,
  tried: string[],
  progress: Progress,
): Promise<string | undefined> {
  const named = environment.TEMPORAL_CLI
  if (named) {
    if (await works(named, 'TEMPORAL_CLI', tried)) return named
    progress(`${tried.at(-1)}; looking elsewhere.`)
  } else {
    tried.push('TEMPORAL_CLI is not set')
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean)
  const onPath = folders.map((folder) => join(folder, programName())).filter((path) => existsSync(path))
  for (const path of onPath) {
    if (await works(path, 'on PATH', tried)) return path
  }
  if (onPath.length === 0) tried.push('PATH has no `temporal`')
  const cached = cachedCliPath(environment)
  return (await works(cached, 'the cache folder', tried)) ? cached : undefined
}

async function works(path: string, source: string, tried: string[]): Promise<boolean> {
  const check = await checkCli(path)
  if (!check.works) tried.push(`${source}: ${path} ${check.reason}`)
  return check.works
}

async function fetchCli(
  environment: NodeJS.ProcessEnv,
  { archiveUrl = ARCHIVE_URL, signal = new AbortController().signal }: FindOptions,
  tried: string[],
  progress: Progress,
): Promise<string | undefined> {
  const target = cachedCliPath(environment)
  try {
    await mkdir(dirname(target), { recursive: true })
  } catch (error) {
    tried.push(
      `the cache folder ${dirname(target)} cannot be made (${sentenceOf(error)}); set XDG_CACHE_HOME to another`,
    )
    return undefined
  }
  const ways = [
    { name: 'download', get: () => downloadCli(target, progress, archiveUrl, signal) },
    { name: 'go install', get: () => buildCli(target, environment, progress, signal) },
  ]
  for (const way of ways) {
    try {
      if (way.name === 'download') progress('No Temporal CLI on this machine yet; fetching it ...')
      await way.get()
      if (await works(target, way.name, tried)) return target
    } catch (error) {
      signal.throwIfAborted()
      tried.push(`${way.name}: ${sentenceOf(error)}`)
    }
  }
  return undefined
}
