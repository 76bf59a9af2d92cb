import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { DEFAULT_PASSPHRASE, startSandbox } from './start.ts'
import type { EscrowLineage } from './trustlessWork/lineage.ts'

const LINEAGES: readonly EscrowLineage[] = ['main', 'develop']

const environmentSchema = z.object({
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(8_000),
  SANDBOX_HOST: z.string().min(1).optional(),
  SANDBOX_DB: z.string().min(1).default('sandbox.sqlite'),
  SANDBOX_LEDGER_INTERVAL_MS: z.coerce.number().int().min(5).max(60_000).default(1_000),
  SANDBOX_PASSPHRASE: z.string().min(1).default(DEFAULT_PASSPHRASE),
  SANDBOX_LINEAGE: z.enum(LINEAGES).default('main'),
})

async function main(): Promise<void> {
  const environment = environmentSchema.parse(process.env)
  mkdirSync(dirname(environment.SANDBOX_DB), { recursive: true })
  const sandbox = await startSandbox({
    port: environment.SANDBOX_PORT,
    host: environment.SANDBOX_HOST,
    databasePath: environment.SANDBOX_DB,
    ledgerIntervalMs: environment.SANDBOX_LEDGER_INTERVAL_MS,
    passphrase: environment.SANDBOX_PASSPHRASE,
    lineage: environment.SANDBOX_LINEAGE,
  })
  console.log(`Sandbox network on ${sandbox.url}, a ledger every ${environment.SANDBOX_LEDGER_INTERVAL_MS} ms`)
  const stop = (): void => {
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

function fail(error: unknown): never {
  const text = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : error
  console.error(`The sandbox cannot run: ${String(text)}`)
  process.exit(1)
}

main().catch(fail)
