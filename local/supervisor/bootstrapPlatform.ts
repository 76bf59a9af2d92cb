import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Progress } from '../progress.ts'
import { SetupError } from '../setupError.ts'
import { type Addresses, bootstrapEnvironment } from './childEnvironment.ts'
import { runOnce } from './runOnce.ts'
import { type Secrets, saveSecrets } from './secrets.ts'
import type { StateFolder } from './stateFolder.ts'

const answerSchema = z.object({ apiKey: z.string().min(1) })

export interface BootstrapRun {
  script: string
  workerEnv: NodeJS.ProcessEnv
  addresses: Addresses
  state: StateFolder
  secrets: Secrets
  /** Tells one database from another: a key made in one is unknown to the others. */
  database: string
  progress: Progress
  signal: AbortSignal
}

/** Prepares the platform's accounts on chain and answers the development key, which is made once per database. */
export async function bootstrapPlatform(run: BootstrapRun): Promise<string> {
  const known = run.secrets.apiKey?.database === run.database ? run.secrets.apiKey.key : undefined
  const program = {
    label: "Preparing the platform's accounts",
    script: run.script,
    env: { ...run.workerEnv, ...bootstrapEnvironment(run.addresses, known === undefined) },
  }
  const printed = await runOnce(program, run.progress, run.signal)
  if (known !== undefined) return known
  const key = findApiKey(printed)
  if (!key)
    throw new SetupError(
      `${run.script} ended well but printed no line with an apiKey: ${printed.trim() || '(nothing)'}`,
    )
  saveSecrets(run.state, { ...run.secrets, apiKey: { key, database: run.database } })
  return key
}

function findApiKey(printed: string): string | undefined {
  for (const line of printed.trim().split('\n').toReversed()) {
    try {
      return answerSchema.parse(JSON.parse(line)).apiKey
    } catch {
      // Another line, such as a log entry.
    }
  }
  return undefined
}

export function databaseName(externalUrl: string | undefined): string {
  return externalUrl ? createHash('sha256').update(externalUrl).digest('hex').slice(0, 16) : 'embedded'
}
