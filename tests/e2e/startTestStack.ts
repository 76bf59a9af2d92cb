import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { connectApi, type DemoApi } from '../../cli/demo/api.ts'
import type { Stack } from '../../cli/stack/findStack.ts'
import { startStack } from '../../local/supervisor/startStack.ts'

export type TestStack = { stack: Stack; api: DemoApi; stop(): Promise<void> }

/** The whole stack as `npm start` runs it, on free ports, in a folder of its own, with ledgers that close quickly. */
export async function startTestStack(ledgerIntervalMs = 100): Promise<TestStack> {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'offerhub-e2e-'))
  const lines: string[] = []
  const running = await startStack({
    stateDir,
    ports: 'free',
    ledgerIntervalMs,
    say: (line) => lines.push(line),
  }).catch((error) => {
    console.error(lines.join('\n'))
    throw error
  })
  return {
    stack: running.dev,
    api: connectApi(running.dev.apiUrl, running.dev.apiKey),
    async stop() {
      await running.stop()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
