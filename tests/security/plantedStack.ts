import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Keypair } from '@stellar/stellar-sdk'
import { PROGRAMS } from '../../local/supervisor/programs.ts'
import { appPassword, webhookKeys } from '../../local/supervisor/secrets.ts'
import { type Stack, startStack } from '../../local/supervisor/startStack.ts'
import { type Secret, seedSecret } from './leaks.ts'

/** A running stack whose every secret is known to the test. */
export type PlantedStack = {
  readonly stack: Stack
  readonly masterKey: string
  readonly secrets: readonly Secret[]
  /** All that the stack's processes have written so far. */
  logs(): Promise<ReadonlyMap<string, string>>
  stop(): Promise<void>
}

const LEDGER_INTERVAL_MS = 100
const DEPLOYERS = 3

/** Starts the whole stack with secrets made here, and with logs that hold back nothing. */
export async function startPlantedStack(): Promise<PlantedStack> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'offerhub-canary-'))
  await chmod(stateDir, 0o711)
  const planted = plant()
  await writeFile(path.join(stateDir, 'secrets.json'), JSON.stringify(planted), { mode: 0o600 })
  const vendorKey = `vendor-canary-${randomBytes(18).toString('hex')}`
  const stack = await startStack({
    stateDir,
    ports: 'free',
    ledgerIntervalMs: LEDGER_INTERVAL_MS,
    environment: { ...process.env, LOG_LEVEL: 'trace', CANARY_VENDOR_KEY: vendorKey },
    programs: { ...PROGRAMS, worker: 'tests/security/workerWithVendorKey.ts' },
  })
  const { masterKey, postgresPassword, treasurySecret, sponsorSecret, resolverSecret, deployerSecrets } = planted
  const bytesOf = (key: string) => new Uint8Array(Buffer.from(key.slice('k1:'.length), 'base64'))
  const webhookKey = webhookKeys(planted)
  return {
    stack,
    masterKey,
    secrets: [
      { name: 'master key', text: masterKey, bytes: bytesOf(masterKey) },
      { name: 'webhook key', text: webhookKey, bytes: bytesOf(webhookKey) },
      { name: 'database password', text: postgresPassword },
      { name: 'password of the role', text: appPassword(planted) },
      { name: 'vendor key', text: vendorKey },
      { name: 'API key', text: stack.dev.apiKey },
      seedSecret('treasury', treasurySecret),
      seedSecret('sponsor', sponsorSecret),
      seedSecret('resolver', resolverSecret),
      ...deployerSecrets.map((secret, index) => seedSecret(`deployer ${index + 1}`, secret)),
    ],
    logs: () => readLogs(path.join(stateDir, 'logs')),
    async stop() {
      await stack.stop()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

function plant() {
  const seed = () => Keypair.random().secret()
  return {
    masterKey: `k1:${randomBytes(32).toString('base64')}`,
    treasurySecret: seed(),
    sponsorSecret: seed(),
    resolverSecret: seed(),
    deployerSecrets: Array.from({ length: DEPLOYERS }, seed),
    postgresPassword: `password-canary-${randomBytes(18).toString('hex')}`,
  }
}

async function readLogs(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder)
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const)),
  )
}
