import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Stack } from '../../../cli/stack/findStack.ts'
import { BUNDLE_VARIABLE, PLAN_VARIABLE, RECORD_VARIABLE } from '../../../crash/variables.ts'
import type { Database } from '../../../db/connect.ts'
import { startStack } from '../../../local/supervisor/startStack.ts'
import { createTestDatabase } from '../../setup/postgres.ts'
import { type Caller, connectCaller } from './caller.ts'
import type { QuickStart } from './quickStart.ts'

/** A whole stack whose API and worker can be told where to die; its supervisor starts them again. */
export type Slot = {
  readonly stack: Stack
  readonly db: Database
  readonly caller: Caller
  readonly planFile: string
  readonly recordFile: string
  stop(): Promise<void>
}

const LEDGER_INTERVAL_MS = 40
const MAX_CONNECTIONS = 4

/** `quick`: what makes a restart cost less. */
export async function startSlot(quick: QuickStart): Promise<Slot> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'offerhub-crash-'))
  const [planFile, recordFile] = [path.join(stateDir, 'plan'), path.join(stateDir, 'passages')]
  await writeFile(recordFile, '')
  const database = await createTestDatabase({ maxConnections: MAX_CONNECTIONS })
  const running = await startStack({
    stateDir,
    ports: 'free',
    ledgerIntervalMs: LEDGER_INTERVAL_MS,
    environment: {
      ...process.env,
      DATABASE_URL: database.url,
      NODE_COMPILE_CACHE: quick.compileCache,
      [BUNDLE_VARIABLE]: quick.bundle,
      [PLAN_VARIABLE]: planFile,
      [RECORD_VARIABLE]: recordFile,
    },
  })
  const { dev } = running
  return {
    stack: dev,
    db: database.db,
    caller: connectCaller(dev.apiUrl, dev.apiKey),
    planFile,
    recordFile,
    async stop() {
      await running.stop()
      await database.close()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
