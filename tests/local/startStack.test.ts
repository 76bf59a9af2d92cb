import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { isAlive } from '../../local/processes/identity.ts'
import { projectRoot } from '../../local/projectRoot.ts'
import { type DevFile, readDevFile } from '../../local/supervisor/devFile.ts'
import { answersOk } from '../../local/supervisor/nodeService.ts'
import type { Programs } from '../../local/supervisor/programs.ts'
import { type StackOptions, startStack } from '../../local/supervisor/startStack.ts'
import { waitUntil } from '../../local/waitUntil.ts'
import { writeStandIns } from './standIns.ts'
import { temporaryFolder } from './temporaryFolder.ts'

interface Entry {
  event: string
  env: Record<string, string>
}

function place() {
  const folder = temporaryFolder()
  const programs: Programs = writeStandIns(folder)
  const stateDir = join(folder, 'state')
  const journalFile = join(folder, 'journal')
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    TEMPORAL_CLI: inject('temporalCli'),
    STAND_IN_JOURNAL: journalFile,
    MASTER_KEY: 'the-shell-had-one',
    WEBHOOK_KEYS: 'k9:c2hlbGw=',
  }
  const journal = (): Entry[] =>
    existsSync(journalFile)
      ? readFileSync(journalFile, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : []
  const start = async (more: StackOptions = {}) => {
    const stack = await startStack({ stateDir, programs, environment, ports: 'free', ...more })
    onTestFinished(() => stack.stop())
    return stack
  }
  return { stateDir, devFile: join(stateDir, 'dev.json'), environment, programs, journal, start }
}

const pidsOf = (dev: DevFile) => Object.entries(dev.pids).flatMap(([name, pid]) => (name === 'supervisor' ? [] : [pid]))

test('a started stack answers, tells its addresses in dev.json, and stops without leaving a process', async () => {
  const { start, devFile, journal } = place()
  const stack = await start()
  expect(await answersOk(`${stack.dev.apiUrl}/health`)).toBe(true)
  expect(readDevFile(devFile)).toEqual(stack.dev)
  expect(Object.keys(stack.dev.pids).sort()).toEqual(['api', 'postgres', 'sandbox', 'supervisor', 'temporal', 'worker'])
  expect(pidsOf(stack.dev).every(isAlive)).toBe(true)
  await stack.stop()
  expect(pidsOf(stack.dev).some(isAlive)).toBe(false)
  expect(existsSync(devFile)).toBe(false)
  const ends = journal()
    .map(({ event }) => event)
    .filter((event) => event.endsWith('stopped'))
  expect(ends).toEqual(['api stopped', 'worker stopped', 'sandbox stopped'])
})

test('migrations and accounts come before the worker and the API', async () => {
  const { start, journal } = place()
  await start()
  const events = journal().map(({ event }) => event)
  expect(events.slice(0, 3)).toEqual(['sandbox started', 'migrate', 'bootstrap'])
  expect(new Set(events.slice(3))).toEqual(new Set(['worker started', 'api started']))
})

test('the worker gets the keys, and the API none of them, not even from the shell', async () => {
  const { start, journal } = place()
  await start()
  const envOf = (event: string) => journal().find((entry) => entry.event === event)?.env ?? {}
  const worker = envOf('worker started')
  expect(worker.MASTER_KEY).toMatch(/^k1:/)
  expect(worker.DEPLOYER_SECRETS?.split(',')).toHaveLength(12)
  expect(worker.ESCROW_FACTORY_ID).toBe('CFACTORY')
  expect(worker.FAUCET_URL).toBeUndefined()
  const api = envOf('api started')
  expect(api.WEBHOOK_KEYS).toMatch(/^k1:/)
  expect(worker.WEBHOOK_KEYS).toBe(api.WEBHOOK_KEYS)
  expect(Object.keys(api).filter((name) => /SECRET|MASTER|FAUCET|FRIENDBOT|API_KEY/.test(name))).toEqual([])
  for (const { DATABASE_URL } of [api, worker]) expect(DATABASE_URL).toMatch(/^postgres:\/\/offerhub_app:/)
  expect(envOf('migrate').DATABASE_URL).toMatch(/^postgres:\/\/offerhub:/)
  expect(api.STELLAR_NETWORK_PASSPHRASE).toBe('Local Network ; November 2026')
  expect(envOf('bootstrap').FAUCET_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/faucet$/)
})

test('a second start reuses the development key and the secrets', async () => {
  const { start, journal } = place()
  const first = await start()
  await first.stop()
  const second = await start()
  expect(second.dev.apiKey).toBe(first.dev.apiKey)
  const bootstraps = journal().filter(({ event }) => event === 'bootstrap')
  expect(bootstraps.map(({ env }) => env.OFFERHUB_CREATE_API_KEY)).toEqual(['1', '0'])
  expect(new Set(bootstraps.map(({ env }) => env.MASTER_KEY)).size).toBe(1)
})

test.each(['api', 'worker', 'sandbox', 'temporal', 'postgres'] as const)(
  'the %s comes back after kill -9, and dev.json names its new pid',
  async (name) => {
    const { start, devFile } = place()
    const stack = await start()
    const before = Number(stack.dev.pids[name])
    process.kill(before, 'SIGKILL')
    const isBack = () =>
      readDevFile(devFile)?.pids[name] !== before && isAlive(Number(readDevFile(devFile)?.pids[name]))
    expect(await waitUntil(isBack, { timeoutMs: 20_000 })).toBe(true)
    expect(await waitUntil(() => answersOk(`${stack.dev.apiUrl}/health`), { timeoutMs: 5_000 })).toBe(true)
  },
)

test('a process that cannot start is reported with the end of its log, and nothing stays behind', async () => {
  const { start, stateDir, environment } = place()
  const attempt = start({ environment: { ...environment, STAND_IN_WORKER_DIES: '1' } })
  await expect(attempt).rejects.toThrow('The worker ended with code 7')
  await expect(attempt).rejects.toThrow('the reason it dies')
  expect(existsSync(join(stateDir, 'running.json'))).toBe(false)
  expect(existsSync(join(stateDir, 'postgres', 'postmaster.pid'))).toBe(false)
})

test('a worker that keeps crashing takes the stack down, with the reason and the end of its log', async () => {
  const { start, devFile, environment } = place()
  const sentences: string[] = []
  const stack = await start({
    environment: { ...environment, STAND_IN_WORKER_CRASHES: '1' },
    onGaveUp: (sentence) => sentences.push(sentence),
  })
  expect(await waitUntil(() => sentences.length > 0, { timeoutMs: 40_000 })).toBe(true)
  expect(sentences[0]).toMatch(/^worker died 6 times within 60 s, last: ended with code 8\. The stack stops\./)
  expect(sentences[0]).toContain('a defect of its own')
  expect(existsSync(devFile)).toBe(false)
  expect(pidsOf(stack.dev).some(isAlive)).toBe(false)
})

test('a second stack on the same folder is refused with the address of the first', async () => {
  const { start } = place()
  const { dev } = await start()
  const attempt = start()
  await expect(attempt).rejects.toThrow(`Its API is ${dev.apiUrl}`)
  await expect(attempt).rejects.toThrow(`kill ${process.pid}`)
  expect(await answersOk(`${dev.apiUrl}/health`)).toBe(true)
})

test('a supervisor killed with -9 leaves orphans, which the next start finds, stops and replaces', async () => {
  const { start, stateDir, devFile, environment, programs } = place()
  const entry = join(projectRoot, 'local', 'supervisor', 'startStack.ts')
  const options = JSON.stringify({ stateDir, programs, ports: 'free' })
  const code = `import { startStack } from ${JSON.stringify(entry)}; await startStack({ ...${options} }); setInterval(() => {}, 1000)`
  const supervisor = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: environment,
    stdio: 'inherit',
  })
  const isUp = () => readDevFile(devFile) !== undefined
  expect(await waitUntil(isUp, { timeoutMs: 40_000 })).toBe(true)
  const first = readDevFile(devFile)
  if (!first) throw new Error('dev.json went away')
  supervisor.kill('SIGKILL')
  expect(await waitUntil(() => !isAlive(first.pids.supervisor), { timeoutMs: 5_000 })).toBe(true)
  expect(pidsOf(first).every(isAlive)).toBe(true)

  const lines: string[] = []
  const second = await start({ say: (line) => lines.push(line) })
  expect(lines[0]).toMatch(/^The last run was killed and left api \(\d+\), worker/)
  expect(pidsOf(first).some(isAlive)).toBe(false)
  expect(pidsOf(second.dev).every(isAlive)).toBe(true)
  expect(second.dev.apiKey).toBe(first.apiKey)
})

test('a recorded pid that belongs to another program by now is left alone', async () => {
  const { start, stateDir } = place()
  const stack = await start()
  const file = join(stateDir, 'running.json')
  const running = JSON.parse(readFileSync(file, 'utf8'))
  await stack.stop()
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
  onTestFinished(() => void stranger.kill())
  running.supervisor.startedAt = 'long ago'
  running.processes.api.pid = stranger.pid
  writeFileSync(file, JSON.stringify(running))
  await start()
  expect(isAlive(Number(stranger.pid))).toBe(true)
})

test('a start that is given up half-way stops what it started', async () => {
  const { start, stateDir } = place()
  const giveUp = new AbortController()
  const attempt = start({
    signal: giveUp.signal,
    say: (line) => line.startsWith('Starting') && giveUp.abort(new Error('enough')),
  })
  await expect(attempt).rejects.toThrow('enough')
  expect(existsSync(join(stateDir, 'running.json'))).toBe(false)
  expect(existsSync(join(stateDir, 'dev.json'))).toBe(false)
  expect(existsSync(join(stateDir, 'postgres', 'postmaster.pid'))).toBe(false)
})

test('files that hold keys are for the owner only', async () => {
  const { start, stateDir } = place()
  await start()
  const modes = ['dev.json', 'secrets.json', 'logs/worker.log'].map(
    (name) => statSync(join(stateDir, name)).mode & 0o777,
  )
  expect(modes).toEqual([0o600, 0o600, 0o600])
})

test('DATABASE_URL is used as it is, and no Postgres is started', async () => {
  const { start, environment } = place()
  const { dev } = await start({ environment: { ...environment, DATABASE_URL: inject('postgresUrl') } })
  expect(dev.databaseUrl).toBe(inject('postgresUrl'))
  expect(dev.pids.postgres).toBeUndefined()
})
