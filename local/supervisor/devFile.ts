import { existsSync, readFileSync, rmSync } from 'node:fs'
import { writeAtomically } from './writeAtomically.ts'

export const PROCESS_NAMES = ['postgres', 'temporal', 'sandbox', 'worker', 'api'] as const
export type ProcessName = (typeof PROCESS_NAMES)[number]

/** What programs need to talk to the running stack. `postgres` has no pid when DATABASE_URL names a server of your own. */
export type DevFile = {
  apiUrl: string
  apiKey: string
  temporalAddress: string
  temporalUi: string
  databaseUrl: string
  sandbox: { rpcUrl: string; trustlessWorkUrl: string; faucetUrl: string; controlUrl: string }
  pids: { supervisor: number } & { [name in ProcessName]?: number }
}

export function writeDevFile(path: string, dev: DevFile): void {
  writeAtomically(path, `${JSON.stringify(dev, null, 2)}\n`)
}

export function removeDevFile(path: string): void {
  rmSync(path, { force: true })
}

/** The file of a stack that is up, or undefined; a file that cannot be read counts as none. */
export function readDevFile(path: string): DevFile | undefined {
  if (!existsSync(path)) return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as DevFile
  } catch {
    return undefined
  }
}
