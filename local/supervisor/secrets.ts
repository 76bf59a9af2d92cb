import { createHmac, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { SetupError } from '../setupError.ts'
import type { StateFolder } from './stateFolder.ts'
import { writeAtomically } from './writeAtomically.ts'

/** Each deploys one contract at a time, and holds its turn until that stands on the ledger. */
const DEPLOYERS = 12

const stellarSecret = z.string().regex(/^S[A-Z2-7]{55}$/)
const secretsSchema = z.object({
  masterKey: z.string().regex(/^k1:[A-Za-z0-9+/]{43}=$/),
  treasurySecret: stellarSecret,
  sponsorSecret: stellarSecret,
  resolverSecret: stellarSecret,
  deployerSecrets: z.array(stellarSecret).min(1),
  postgresPassword: z.string().min(16),
  /** The development key, and the database that knows it. */
  apiKey: z.object({ key: z.string(), database: z.string() }).optional(),
})

export type Secrets = z.infer<typeof secretsSchema>

/** Reads the secrets of this state folder; makes them once, with the folder. */
export async function loadSecrets(state: StateFolder): Promise<Secrets> {
  if (existsSync(state.secrets)) return readSecrets(state)
  if (existsSync(state.postgres)) {
    throw new SetupError(
      `${state.secrets} is missing, but the database beside it needs the password and master key that were in there. ` +
        `Put the file back, or move ${state.path} away to begin afresh.`,
    )
  }
  const secrets = await makeSecrets()
  saveSecrets(state, secrets)
  return secrets
}

export function saveSecrets(state: StateFolder, secrets: Secrets): void {
  writeAtomically(state.secrets, `${JSON.stringify(secrets, null, 2)}\n`)
}

function readSecrets(state: StateFolder): Secrets {
  let content: unknown
  try {
    content = JSON.parse(readFileSync(state.secrets, 'utf8'))
  } catch (error) {
    throw brokenSecrets(
      state,
      (error as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be read' : 'is not valid JSON',
    )
  }
  const parsed = secretsSchema.safeParse(content)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'everything')
  throw brokenSecrets(state, `lacks or garbles: ${[...new Set(fields)].join(', ')}`)
}

function brokenSecrets(state: StateFolder, problem: string): SetupError {
  return new SetupError(
    `${state.secrets} ${problem}. It holds the keys of this folder's wallets and its database: restore it from a copy, ` +
      `or move ${state.path} away to begin afresh.`,
  )
}

/** What API and worker log in to Postgres with: made from the owner's, so that folders from before have it too. */
export function appPassword({ postgresPassword }: Pick<Secrets, 'postgresPassword'>): string {
  return createHmac('sha256', postgresPassword).update('role of API and worker').digest('hex')
}

/** What secrets of webhook endpoints are made with, by the same thought. */
export function webhookKeys({ masterKey }: Pick<Secrets, 'masterKey'>): string {
  return `k1:${createHmac('sha256', masterKey).update('secrets of webhook endpoints').digest('base64')}`
}

async function makeSecrets(): Promise<Secrets> {
  // Loaded here only: the Stellar library takes a noticeable moment and is not needed by later starts.
  const { Keypair } = await import('@stellar/stellar-sdk')
  const newSecret = () => Keypair.random().secret()
  return {
    masterKey: `k1:${randomBytes(32).toString('base64')}`,
    treasurySecret: newSecret(),
    sponsorSecret: newSecret(),
    resolverSecret: newSecret(),
    deployerSecrets: Array.from({ length: DEPLOYERS }, newSecret),
    postgresPassword: randomBytes(24).toString('hex'),
  }
}
