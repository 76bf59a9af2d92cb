import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Progress } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { checkCli } from './checkCli.ts'
import { CLI_VERSION } from './cliVersion.ts'
import { fetchFile } from './fetchFile.ts'
import { archName, platformName } from './platform.ts'

export const ARCHIVE_URL = 'https://temporal.download/cli/archive'

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
    const url = `${archiveUrl}/v${CLI_VERSION}?platform=${platformName()}&arch=${archName()}`
    await fetchFile(archive, url, 'Downloading the Temporal CLI', progress, signal)
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
