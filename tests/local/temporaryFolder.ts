import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder that is gone after the test; open to the account that Postgres runs as when the tests are run by root. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'offerhub-local-'))
  chmodSync(folder, 0o711)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
