import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { type Progress, withElapsed } from '../progress.ts'
import { SetupError } from '../setupError.ts'

const BUILD_TIMEOUT_MS = 20 * 60_000
const OUTPUT_KEPT_CHARACTERS = 4_000

export interface GoPackage {
  /** With its version: "example.org/tool@v1.2.3". */
  path: string
  /** The name that Go gives the program. */
  program: string
  /** As it stands in a sentence. */
  name: string
}

/** Builds a program with Go and puts it at `target`. Takes minutes the first time, so it keeps telling how far it is. */
export async function goInstall(
  { path, program, name }: GoPackage,
  target: string,
  environment: NodeJS.ProcessEnv,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const go = findGo(environment)
  if (!go) throw new SetupError('Go is not installed (no `go` on PATH)')
  const folder = await mkdtemp(join(dirname(target), '.build-'))
  progress(`Building the ${name} with Go: needed once, about two to four minutes. It is kept for later starts.`)
  try {
    const state = { modules: 0, lastOutput: '' }
    const detail = () => (state.modules > 0 ? `${state.modules} modules fetched` : 'compiling')
    await withElapsed(
      progress,
      `Building the ${name}`,
      () => runGo(go, path, folder, environment, state, signal),
      detail,
    )
    await rename(join(folder, program), target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The Go command, also where its installer puts it when PATH does not say so. */
export function findGo(environment: NodeJS.ProcessEnv): string | undefined {
  const folders = [...(environment.PATH ?? '').split(delimiter), '/usr/local/go/bin', join(homedir(), 'go', 'bin')]
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, 'go'))
    .find((path) => existsSync(path))
}

function runGo(
  go: string,
  path: string,
  folder: string,
  environment: NodeJS.ProcessEnv,
  state: { modules: number; lastOutput: string },
  signal: AbortSignal,
): Promise<void> {
  // GOOS and GOARCH would build for another machine; GOFLAGS such as -mod=vendor do not suit an install by version.
  const { GOOS: _os, GOARCH: _arch, GOFLAGS: _flags, ...env } = environment
  return new Promise((resolve, reject) => {
    const child = spawn(go, ['install', path], {
      cwd: folder,
      env: { ...env, GOBIN: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: BUILD_TIMEOUT_MS,
      signal,
    })
    child.stderr.setEncoding('utf8')
    child.stderr.on('data', (text: string) => {
      state.modules += text.split('go: downloading').length - 1
      state.lastOutput = (state.lastOutput + text).slice(-OUTPUT_KEPT_CHARACTERS)
    })
    child.once('error', (error) => reject(new SetupError(`${go} could not be started (${error.message})`)))
    child.once('close', (code, signal) => {
      if (code === 0) return resolve()
      const lines = state.lastOutput
        .trim()
        .split('\n')
        .filter((line) => !line.startsWith('go: downloading'))
      reject(
        new SetupError(`go install ${signal ? `was stopped (${signal})` : 'failed'}: ${lines.slice(-2).join(' ')}`),
      )
    })
  })
}
