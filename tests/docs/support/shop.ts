import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SERVER = fileURLToPath(new URL('../../../examples/marketplace-server/server.ts', import.meta.url))
const RESOLVE = fileURLToPath(new URL('./resolveSdk.ts', import.meta.url))
const START_MS = 30_000

/** The example marketplace as a process of its own, on a free port. */
export type Shop = { readonly url: string; stop(): Promise<void> }

export async function startShop(apiUrl: string, apiKey: string, webhookSecret: string): Promise<Shop> {
  const child = spawn(process.execPath, ['--import', RESOLVE, SERVER], {
    env: {
      ...process.env,
      OFFERHUB_API_URL: apiUrl,
      OFFERHUB_API_KEY: apiKey,
      OFFERHUB_WEBHOOK_SECRET: webhookSecret,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return { url: await urlOf(child), stop: () => stop(child) }
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The shop has no output')
  const timer = setTimeout(() => child.kill(), START_MS)
  for await (const line of createInterface(child.stdout)) {
    const url = /http:\/\/localhost:\d+/.exec(line)?.[0]
    if (url === undefined) continue
    clearTimeout(timer)
    return url.replace('localhost', '127.0.0.1')
  }
  throw new Error('The shop did not open')
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })
}
