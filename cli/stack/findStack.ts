import { readFile } from 'node:fs/promises'
import path from 'node:path'

/** What a running local stack says of itself in its `dev.json`. */
export type Stack = {
  readonly apiUrl: string
  readonly apiKey: string
  readonly temporalAddress: string
  readonly temporalUi: string
  readonly databaseUrl: string
  readonly sandbox: {
    readonly rpcUrl: string
    readonly trustlessWorkUrl: string
    readonly faucetUrl: string
    readonly controlUrl: string
  }
  readonly pids: Readonly<Record<string, number>>
}

const HEALTH_TIMEOUT_MS = 2_000

/** The stack that runs on this checkout's state folder, or null. A `dev.json` whose API is silent belongs to a dead one. */
export async function findStack(): Promise<Stack | null> {
  const folder = process.env.OFFERHUB_STATE_DIR ?? '.offerhub'
  let text: string
  try {
    text = await readFile(path.join(folder, 'dev.json'), 'utf8')
  } catch {
    return null
  }
  const stack = JSON.parse(text) as Stack
  return (await answers(stack)) ? stack : null
}

async function answers(stack: Stack): Promise<boolean> {
  try {
    const health = await fetch(`${stack.apiUrl}/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) })
    return health.ok
  } catch {
    return false
  }
}
