import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { type Progress, withElapsed } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { checkCli } from './checkCli.ts'
import { CLI_VERSION } from './cliVersion.ts'

export const ARCHIVE_URL = 'https://temporal.download/cli/archive'

// A machine without a way out must not wait long for the next way of getting the program.
const ANSWER_TIMEOUT_MS = 8_000
const DOWNLOAD_TIMEOUT_MS = 300_000
const UNPACK_TIMEOUT_MS = 60_000

/** Fetches the official archive and puts the program at `target`; nothing is left there when it fails. */
export async function downloadCli(
  target: string,
  progress: Progress,
  archiveUrl: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), '.download-'))
  try {
    const archive = join(folder, 'temporal.tar.gz')
    await fetchTo(
      archive,
      `${archiveUrl}/v${CLI_VERSION}?platform=${platformName()}&arch=${archName()}`,
      progress,
      signal,
    )
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder, 'temporal'], { timeout: UNPACK_TIMEOUT_MS })
    const program = join(folder, 'temporal')
    await chmod(program, 0o755)
    const check = await checkCli(program)
    if (!check.works) throw new SetupError(`the downloaded program ${check.reason}`)
    await rename(program, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function fetchTo(path: string, url: string, progress: Progress, signal: AbortSignal): Promise<void> {
  const stop = new AbortController()
  const answerTimer = setTimeout(() => stop.abort(new SetupError(`no answer from ${url} in time`)), ANSWER_TIMEOUT_MS)
  const response = await fetch(url, { signal: AbortSignal.any([stop.signal, signal]) })
    .catch((error: unknown) => {
      throw stop.signal.aborted ? stop.signal.reason : new SetupError(`${url} cannot be reached (${causeOf(error)})`)
    })
    .finally(() => clearTimeout(answerTimer))
  if (!response.ok || !response.body) throw new SetupError(`${url} answered ${response.status}`)
  const totalTimer = setTimeout(() => stop.abort(new SetupError(`${url} was too slow`)), DOWNLOAD_TIMEOUT_MS)
  const totalMb = Math.round(Number(response.headers.get('content-length') ?? 0) / 1e6)
  let receivedBytes = 0
  const body = Readable.fromWeb(response.body)
  body.on('data', (chunk: Buffer) => {
    receivedBytes += chunk.length
  })
  const detail = () => `${Math.round(receivedBytes / 1e6)} of ${totalMb || '?'} MB`
  const save = () => pipeline(body, createWriteStream(path), { signal: AbortSignal.any([stop.signal, signal]) })
  await withElapsed(progress, 'Downloading the Temporal CLI', save, detail).finally(() => clearTimeout(totalTimer))
}

function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause as NodeJS.ErrnoException | undefined) : undefined
  return cause?.code ?? cause?.message ?? String(error)
}

function platformName(): string {
  return process.platform === 'win32' ? 'windows' : process.platform
}

function archName(): string {
  return process.arch === 'x64' ? 'amd64' : process.arch
}
