import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const RESOLVE = fileURLToPath(new URL('./resolveSdk.ts', import.meta.url))
const OUTPUT_LIMIT = 1_000_000
const TURN_LIMIT_MS = 120_000

/** The program of a page's TypeScript blocks, which is given its turns from outside. */
export type Program = {
  /** Lets it go on with the block that it is ready for; resolves when it is ready for the next one, or has ended well. */
  next(): Promise<void>
  stop(): void
}

/** Starts a program, up to its first block. */
export async function startProgram(file: string, variables: Readonly<Record<string, string>>): Promise<Program> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', RESOLVE, file], {
    env: { ...process.env, ...variables },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const told = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part) => {
      told.text = (told.text + part).slice(-OUTPUT_LIMIT)
    })
  }
  await readyOrEnded(child, told)
  return {
    async next() {
      const done = readyOrEnded(child, told)
      child.send('go')
      await done
    },
    stop: () => child.kill('SIGKILL'),
  }
}

async function readyOrEnded(child: ChildProcess, told: { text: string }): Promise<void> {
  const patience = new AbortController()
  const options = { signal: AbortSignal.any([patience.signal, AbortSignal.timeout(TURN_LIMIT_MS)]) }
  try {
    await Promise.race([once(child, 'message', options), ended(child, options, told)])
  } finally {
    patience.abort()
  }
}

async function ended(child: ChildProcess, options: { signal: AbortSignal }, told: { text: string }): Promise<void> {
  const [code, signal] = await once(child, 'close', options).catch((error) => {
    if (error.name !== 'AbortError') throw error
    throw new Error(`the block did not end within ${TURN_LIMIT_MS} ms:\n${told.text}`)
  })
  if (code !== 0) throw new Error(`the block failed (${code ?? signal}):\n${told.text}`)
}
