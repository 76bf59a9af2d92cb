import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'

/** A reader (or a crash) sees the old content or the new one, never half of it. Only the owner may read. */
export function writeAtomically(path: string, text: string): void {
  const unfinished = `${path}.${process.pid}.tmp`
  const file = openSync(unfinished, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(unfinished, path)
}
