import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isAlive } from '../../local/processes/identity.ts'
import { spawnLogged } from '../../local/processes/spawnLogged.ts'
import { stopProcess } from '../../local/processes/stopProcess.ts'
import { keepAlive, type Service } from '../../local/supervisor/keepAlive.ts'
import { waitUntil } from '../../local/waitUntil.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const RULES = { mostOwnDeaths: 3, mostDeaths: 6, windowMs: 60_000, backoffMs: [1] }

function service(args: readonly string[]): Service {
  const logFile = join(temporaryFolder(), 'log')
  return {
    name: 'sleeper',
    start: async (onSpawn) => {
      const { pid, exited } = await spawnLogged({ command: '/bin/sh', args, cwd: '/', env: {}, logFile, onSpawn })
      return { pid, exited, stop: () => stopProcess(pid, [{ signal: 'SIGTERM', graceMs: 2_000 }]) }
    },
  }
}

async function keep(args: readonly string[], isDisturbed = false) {
  const seen = { lines: [] as string[], pids: [] as number[], gaveUp: [] as string[] }
  const kept = await keepAlive(
    service(args),
    {
      progress: (line) => seen.lines.push(line),
      onSpawn: () => undefined,
      onReady: (pid) => seen.pids.push(pid),
      onDeath: () => undefined,
      isDisturbed: () => isDisturbed,
      onGaveUp: (sentence) => seen.gaveUp.push(sentence),
    },
    RULES,
  )
  onTestFinished(() => kept.stop())
  return { kept, seen }
}

test('a service that is killed is started again under a new pid', async () => {
  const { kept, seen } = await keep(['-c', 'exec sleep 60'])
  const first = kept.pid()
  process.kill(Number(first), 'SIGKILL')
  expect(await waitUntil(() => seen.pids.length === 2, { timeoutMs: 5_000 })).toBe(true)
  expect(kept.pid()).toBe(seen.pids[1])
  expect(kept.pid()).not.toBe(first)
  expect(seen.lines).toEqual(['sleeper stopped by SIGKILL; starting it again.'])
})

test('a service that keeps dying is given up after the allowed number of deaths', async () => {
  const { seen } = await keep(['-c', 'exit 4'])
  expect(await waitUntil(() => seen.gaveUp.length > 0, { timeoutMs: 5_000 })).toBe(true)
  expect(seen.gaveUp).toEqual(['sleeper died 4 times within 60 s, last: ended with code 4.'])
  expect(seen.pids).toHaveLength(4)
})

test('a service whose foundation went away is given more patience, but not endless', async () => {
  const { seen } = await keep(['-c', 'exit 4'], true)
  expect(await waitUntil(() => seen.gaveUp.length > 0, { timeoutMs: 5_000 })).toBe(true)
  expect(seen.gaveUp).toEqual(['sleeper died 7 times within 60 s, last: ended with code 4.'])
})

test('a service that is killed from outside more often than it may crash is still started again', async () => {
  const { kept, seen } = await keep(['-c', 'exec sleep 60'])
  for (let kill = 1; kill <= RULES.mostOwnDeaths + 2; kill++) {
    process.kill(Number(kept.pid()), 'SIGKILL')
    expect(await waitUntil(() => seen.pids.length === kill + 1, { timeoutMs: 5_000 })).toBe(true)
  }
  expect(seen.gaveUp).toEqual([])
})

test('a service that is stopped is not started again', async () => {
  const { kept, seen } = await keep(['-c', 'exec sleep 60'])
  const pid = Number(kept.pid())
  await kept.stop()
  expect(isAlive(pid)).toBe(false)
  expect(seen.pids).toEqual([pid])
  expect(seen.lines).toEqual([])
})

test('a service that ignores the polite signal is ended anyway', async () => {
  const { kept } = await keep(['-c', 'trap "" TERM; while :; do sleep 1; done'])
  const pid = Number(kept.pid())
  await kept.stop()
  expect(isAlive(pid)).toBe(false)
})
