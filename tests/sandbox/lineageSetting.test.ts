import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { inheritedEnvironment } from '../../local/supervisor/childEnvironment.ts'
import { codeHashes } from '../../sandbox/trustlessWork/lineage.ts'

const MAIN = join(import.meta.dirname, '../../sandbox/main.ts')
const folder = mkdtempSync(join(tmpdir(), 'lineage-test-'))
const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(ends.splice(0).map((end) => end()))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Starts the process in the environment that a shell with these settings hands on. */
function start(settings: Record<string, string>): { child: ChildProcess; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: {
      ...inheritedEnvironment({ ...process.env, ...settings }),
      SANDBOX_PORT: '0',
      SANDBOX_DB: join(folder, 'sandbox.db'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => void child.once('exit', resolve))
  ends.push(async () => {
    child.kill('SIGTERM')
    await ended
  })
  return { child, ended }
}

function said(stream: NodeJS.ReadableStream | null, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const found = pattern.exec(text)?.[0]
      if (found !== undefined) resolve(found)
    })
    stream?.once('end', () => reject(new Error(`The sandbox ended and said: ${text}`)))
  })
}

describe('SANDBOX_LINEAGE', () => {
  it.each([
    ['develop', { SANDBOX_LINEAGE: 'develop' }, codeHashes('develop')],
    ['main where it is not set', {}, codeHashes('main')],
  ])('chooses the contracts that escrows are deployed with: %s', async (_name, settings, hashes) => {
    const { child } = start(settings)
    const url = await said(child.stdout, /http:\/\/[\d.:]+\d/)
    const response = await fetch(`${url}/control/network`)
    expect(await response.json()).toMatchObject(hashes)
  })

  it('of another name ends the start with a sentence that names it', async () => {
    const { child, ended } = start({ SANDBOX_LINEAGE: 'production' })
    expect(await said(child.stderr, /The sandbox cannot run:[\s\S]*SANDBOX_LINEAGE/)).toContain('"main"|"develop"')
    expect(await ended).toBe(1)
  })
})
