import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Progress } from '../progress.ts'
import { SetupError, sentenceOf } from '../setupError.ts'

export type ProgramCheck = { works: true } | { works: false; reason: string }

export interface FindOptions {
  environment?: NodeJS.ProcessEnv | undefined
  /** false = only look at what is already on this machine. */
  mayFetch?: boolean | undefined
  archiveUrl?: string | undefined
  /** Ends a download or build that is under way. */
  signal?: AbortSignal | undefined
}

/** A program that is looked for on this machine first, and put into the cache folder where it is missing. */
export interface WantedProgram {
  /** As it stands in a sentence: "Temporal CLI". */
  name: string
  /** The environment variable that names it. */
  variable: string
  /** Where else it may stand; `missing` tells what was looked at in vain. */
  installed?: { paths: readonly string[]; source: string; missing: string } | undefined
  /** Where downloads and builds of it are kept. */
  cached: string
  check: (path: string) => Promise<ProgramCheck>
  /** Ways of putting it at `cached`, best first. */
  ways: readonly { name: string; get: (signal: AbortSignal) => Promise<void> }[]
  /** What a person can do when all of that fails. */
  advice: string
}

/** Path of the program, working. What fails on the way is collected, so that the last error tells the whole story. */
export async function findProgram(wanted: WantedProgram, options: FindOptions, progress: Progress): Promise<string> {
  const tried: string[] = []
  const present = await findPresent(wanted, options.environment ?? process.env, tried, progress)
  if (present) return present
  if (options.mayFetch ?? true) {
    const fetched = await fetchProgram(wanted, options.signal ?? new AbortController().signal, tried, progress)
    if (fetched) return fetched
  }
  const lines = tried.map((line) => `  - ${line}`).join('\n')
  throw new SetupError(`No working ${wanted.name} was found. Tried:\n${lines}\n${wanted.advice}`)
}

async function findPresent(
  wanted: WantedProgram,
  environment: NodeJS.ProcessEnv,
  tried: string[],
  progress: Progress,
): Promise<string | undefined> {
  const named = environment[wanted.variable]
  if (named) {
    if (await works(wanted, named, wanted.variable, tried)) return named
    progress(`${tried.at(-1)}; looking elsewhere.`)
  } else {
    tried.push(`${wanted.variable} is not set`)
  }
  const { installed } = wanted
  for (const path of installed?.paths ?? []) {
    if (await works(wanted, path, installed?.source ?? '', tried)) return path
  }
  if (installed?.paths.length === 0) tried.push(installed.missing)
  return (await works(wanted, wanted.cached, 'the cache folder', tried)) ? wanted.cached : undefined
}

async function works(wanted: WantedProgram, path: string, source: string, tried: string[]): Promise<boolean> {
  const check = await wanted.check(path)
  if (!check.works) tried.push(`${source}: ${path} ${check.reason}`)
  return check.works
}

async function fetchProgram(
  wanted: WantedProgram,
  signal: AbortSignal,
  tried: string[],
  progress: Progress,
): Promise<string | undefined> {
  const folder = dirname(wanted.cached)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    tried.push(`the cache folder ${folder} cannot be made (${sentenceOf(error)}); set XDG_CACHE_HOME to another`)
    return undefined
  }
  progress(`No ${wanted.name} on this machine yet; fetching it ...`)
  for (const way of wanted.ways) {
    try {
      await way.get(signal)
      if (await works(wanted, wanted.cached, way.name, tried)) return wanted.cached
    } catch (error) {
      signal.throwIfAborted()
      tried.push(`${way.name}: ${sentenceOf(error)}`)
    }
  }
  return undefined
}
