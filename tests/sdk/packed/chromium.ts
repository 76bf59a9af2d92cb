import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome']

/** A Chromium: the one that CHROME_BIN names, else one with a well-known name; null when there is none. */
export async function findChromium(): Promise<string | null> {
  const named = process.env.CHROME_BIN
  if (named !== undefined) return named
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  const candidates = [...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...PLACES]
  for (const candidate of candidates) {
    const isThere = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (isThere) return candidate
  }
  return null
}

/** Opens a page without a window. */
export function openPage(chromium: string, url: string): { close(): Promise<void> } {
  const profile = mkdtemp(path.join(tmpdir(), 'offerhub-chromium-'))
  const started = profile.then((folder) =>
    spawn(
      chromium,
      // A container's root may not use Chromium's own sandbox; the page is ours.
      ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', `--user-data-dir=${folder}`, url],
      { stdio: 'ignore' },
    ),
  )
  return {
    async close() {
      const child = await started
      const ended = child.exitCode === null ? once(child, 'exit') : undefined
      child.kill('SIGKILL')
      await ended
      // Its helpers may still write for a moment.
      await rm(await profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}
