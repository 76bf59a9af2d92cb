import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { DepositWorld } from './depositWorld.ts'

const PROGRAM = fileURLToPath(new URL('watcherProcess.ts', import.meta.url))

/** Starts a watcher in a process of its own; resolves when it begins to watch. Whoever starts it ends it. */
export async function startProcess(
  world: DepositWorld,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['ignore', 'pipe', output],
    env: {
      ...process.env,
      DATABASE_URL: world.database.url,
      RPC_URL: `${world.network.url}/rpc`,
      USDC_ISSUER: world.chain.usdcIssuer,
      PASSPHRASE: world.chain.passphrase,
      TREASURY: world.treasury.publicKey(),
    },
  })
  await once(child.stdout ?? expect.fail('the process has no output'), 'data')
  return child
}
