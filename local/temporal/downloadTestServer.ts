import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Progress } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { checkTestServer } from './checkTestServer.ts'
import { ask, fetchFile } from './fetchFile.ts'
import { archName, platformName } from './platform.ts'
import { SDK } from './testServerVersion.ts'

export const TEST_SERVER_URL = 'https://temporal.download/temporal-test-server'

const UNPACK_TIMEOUT_MS = 60_000

/** Fetches the archive that Temporal's SDK would fetch and puts its program at `target`; nothing is left there when it fails. */
export async function downloadTestServer(
  target: string,
  progress: Progress,
  url: string,
  signal: AbortSignal,
): Promise<void> {
  const { archiveUrl, fileToExtract } = await findArchive(url, signal)
  const folder = await mkdtemp(join(dirname(target), '.download-'))
  try {
    const archive = join(folder, 'archive')
    await fetchFile(archive, archiveUrl, 'Downloading the time-skipping test server', progress, signal)
    await promisify(execFile)('tar', ['-xf', archive, '-C', folder, fileToExtract], { timeout: UNPACK_TIMEOUT_MS })
    const program = join(folder, fileToExtract)
    await chmod(program, 0o755)
    const check = await checkTestServer(program)
    if (!check.works) throw new SetupError(`the downloaded program ${check.reason}`)
    await rename(program, target)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The download service answers where the archive for this machine lies, and which file in it is the program. */
async function findArchive(url: string, signal: AbortSignal): Promise<{ archiveUrl: string; fileToExtract: string }> {
  const query = new URLSearchParams({
    arch: archName(),
    platform: platformName(),
    'sdk-name': SDK.name,
    'sdk-version': SDK.version,
  })
  const response = await ask(`${url}/default?${query}`, signal)
  const answer: unknown = await response.json().catch(() => null)
  if (typeof answer === 'object' && answer !== null && 'archiveUrl' in answer && 'fileToExtract' in answer) {
    const { archiveUrl, fileToExtract } = answer
    if (typeof archiveUrl === 'string' && typeof fileToExtract === 'string') return { archiveUrl, fileToExtract }
  }
  throw new SetupError(`${url} did not say where the archive is`)
}
