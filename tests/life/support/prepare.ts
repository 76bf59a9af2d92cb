import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { removeDataDirectory } from '../../../local/postgres/placeDataDirectory.ts'
import type { ChainFacts } from '../../../local/supervisor/childEnvironment.ts'
import type { DevFile } from '../../../local/supervisor/devFile.ts'
import { readChainFacts } from '../../../local/supervisor/readChainFacts.ts'
import { loadSecrets, type Secrets } from '../../../local/supervisor/secrets.ts'
import { startStack } from '../../../local/supervisor/startStack.ts'
import { type StateFolder, stateFolderAt } from '../../../local/supervisor/stateFolder.ts'
import { findTemporalCli } from '../../../local/temporal/findTemporalCli.ts'

/** A stack that was started once, so that its databases, accounts and keys exist, and stopped again. */
export type Prepared = {
  readonly state: StateFolder
  readonly dev: DevFile
  readonly ports: { api: number; postgres: number; temporal: number; temporalUi: number; sandbox: number }
  readonly secrets: Secrets
  readonly chain: ChainFacts
  readonly cliPath: string
  readonly ledgerIntervalMs: number
  remove(): Promise<void>
}

export async function prepareStack(ledgerIntervalMs: number): Promise<Prepared> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-life-'))
  const stack = await startStack({ stateDir: folder, ports: 'free', ledgerIntervalMs })
  const { dev } = stack
  const sandboxUrl = new URL(dev.sandbox.rpcUrl).origin
  const chain = await readChainFacts(sandboxUrl)
  await stack.stop()
  const state = stateFolderAt(folder)
  return {
    state,
    dev,
    ports: {
      api: portOf(dev.apiUrl),
      postgres: portOf(dev.databaseUrl),
      temporal: portOf(`http://${dev.temporalAddress}`),
      temporalUi: portOf(dev.temporalUi),
      sandbox: portOf(sandboxUrl),
    },
    secrets: await loadSecrets(state),
    chain,
    cliPath: await findTemporalCli(() => undefined),
    ledgerIntervalMs,
    async remove() {
      const data = await realpath(state.postgres).catch(() => state.postgres)
      await rm(`${data}-backup`, { recursive: true, force: true })
      removeDataDirectory(state.postgres)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function portOf(url: string): number {
  return Number(new URL(url).port)
}
