import { execFile } from 'node:child_process'
import type { ProgramCheck } from './findProgram.ts'
import { explainRunFailure } from './runFailure.ts'

const USAGE_TIMEOUT_MS = 15_000
const OWN_FLAG = '--enable-time-skipping'

/** Runs the program without arguments: it knows no `--version`, but prints its usage, which names the flag that only it has. */
export function checkTestServer(path: string): Promise<ProgramCheck> {
  return new Promise((resolve) => {
    execFile(path, { timeout: USAGE_TIMEOUT_MS }, (error, stdout, stderr) => {
      if (error) return resolve({ works: false, reason: explainRunFailure(error, USAGE_TIMEOUT_MS) })
      if (stdout.includes(OWN_FLAG) || stderr.includes(OWN_FLAG)) return resolve({ works: true })
      const said = stdout.trim().split('\n')[0]?.slice(0, 60)
      resolve({ works: false, reason: `is not Temporal's test server (without arguments it said "${said}")` })
    })
  })
}
