import { readFileSync } from 'node:fs'
import { until } from '../cli/demo/until.ts'
import { readDevFile } from '../local/supervisor/devFile.ts'
import { spreadOf } from './figures/spread.ts'
import { statOf } from './perOrder/cpu.ts'
import type { Measured } from './report/measured.ts'
import type { Stage } from './stage/stage.ts'

/** The line by which each says that it does its work. */
const READY = { api: 'The API is ready', worker: 'worker is ready' } as const
type Name = keyof typeof READY

const START_LIMIT_MS = 120_000
const MS_PER_TICK = 10

/** How long API and worker take from the start of the process until they say that they are ready. */
export async function measureStartUp(stage: Stage): Promise<Measured> {
  const names = Object.keys(READY) as Name[]
  const seconds: Record<Name, number[]> = { api: [], worker: [] }
  for (let start = 0; start < stage.size.starts; start++) {
    for (const name of names) {
      stage.say(`Starting the ${name} again ...`)
      const pid = await restart(stage, name)
      seconds[name].push(secondsToReady(stage, name, pid))
    }
  }
  const found = Object.fromEntries(names.map((name) => [name, spreadOf(seconds[name])]))
  return {
    title: 'Start-up, from the process to its being ready',
    table: [
      ['process', 'median s', 'fastest s', 'slowest s', 'starts'],
      ...Object.entries(found).map(([name, { median, min, max, n }]) => [
        name,
        `${median}`,
        `${min}`,
        `${max}`,
        `${n}`,
      ]),
    ],
    notes: ['The worker bundles its workflows in this time; the rest of the stack runs.'],
    figures: found,
  }
}

/** Ends a process as a deployment would; the supervisor starts it again. */
async function restart({ state }: Stage, name: Name): Promise<number> {
  const old = readDevFile(state.dev)?.pids[name]
  if (old === undefined) throw new Error(`${state.dev} names no ${name}`)
  process.kill(old, 'SIGTERM')
  let pid = old
  await until(START_LIMIT_MS, `the ${name} to be back`, async () => {
    pid = readDevFile(state.dev)?.pids[name] ?? old
    return pid !== old
  })
  return pid
}

function secondsToReady({ state }: Stage, name: Name, pid: number): number {
  const lines = readFileSync(state.log(name), 'utf8').split('\n')
  const line = lines.findLast((text) => text.includes(READY[name]) && text.includes(`"pid":${pid},`))
  if (line === undefined) throw new Error(`The log of the ${name} does not say when process ${pid} was ready`)
  return ((JSON.parse(line) as { time: number }).time - startedAtMs(pid)) / 1_000
}

/** The kernel notes a start in hundredths of a second since the machine's own. */
function startedAtMs(pid: number): number {
  if (process.platform !== 'linux')
    throw new Error('Start-up is measured on Linux only, where the kernel tells when a process began')
  const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1_000
  return Date.now() - uptimeMs + Number(statOf(pid)?.[19]) * MS_PER_TICK
}
