import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StateFolder } from '../../local/supervisor/stateFolder.ts'
import type { Stack } from '../stack/findStack.ts'
import { check } from './check/check.ts'
import { type Finding, violation } from './check/finding.ts'
import { readFacts } from './check/readFacts.ts'
import { openJournal } from './check/record.ts'
import { type Fired, fireAll } from './kill/fire.ts'
import { replay, type Stage } from './load/caller.ts'
import { gather, runLoad } from './load/load.ts'
import { openTally } from './load/tally.ts'
import { planStrikes } from './plan/strikes.ts'
import { awaitQuiet, type Quiet } from './quiet.ts'
import { type ChaosResult, summarise } from './report.ts'

export type ChaosOptions = {
  readonly stack: Stack
  readonly state: StateFolder
  readonly kills: number
  readonly seed: number | string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

const REPLAYS_AT_ONCE = 8

/** Puts a stack under load, kills its processes by the seed's schedule, lets it come to rest, and holds it to account. */
export async function runChaos(options: ChaosOptions): Promise<ChaosResult> {
  const { stack, kills, seed, say } = options
  const startedAt = Date.now()
  const stage: Stage = {
    door: { apiUrl: stack.apiUrl, apiKey: stack.apiKey },
    faucetUrl: stack.sandbox.faucetUrl,
    journal: openJournal(),
    tally: openTally(),
  }
  say(`${kills} kills under load, by seed ${seed}`)
  const fired = await fight(options, stage)
  say(`${stage.tally.answers} answers, ${stage.journal.orders.size} orders. Now quiet.`)
  const quiet = await awaitQuiet(stack, stage.journal, say)
  say(`Quiet after ${quiet.seconds.toFixed(1)} s. Sending all ${stage.journal.keys.length} requests once more ...`)
  await replayAll(stage)
  const findings = await judge(stage, options, quiet)
  const seconds = (Date.now() - startedAt) / 1_000
  return summarise({ seed, fired, journal: stage.journal, tally: stage.tally, quiet, findings, seconds })
}

async function fight(options: ChaosOptions, stage: Stage): Promise<Fired> {
  const { stack, state, kills, seed, say, signal } = options
  const people = await gather(stage, seed)
  if (people === null) throw new Error(`The people of the run did not get ready: ${stage.journal.complaints.join(' ')}`)
  let isOver = false
  const load = runLoad(stage, seed, people, () => isOver)
  try {
    const range = { state, databaseUrl: stack.databaseUrl }
    const sandboxUrl = stack.sandbox.controlUrl.replace(/\/control$/, '')
    return await fireAll({ stage, people, range, sandboxUrl, seed, say, signal }, planStrikes(seed, kills))
  } finally {
    isOver = true
    await load
  }
}

async function replayAll(stage: Stage): Promise<void> {
  const { keys } = stage.journal
  for (let from = 0; from < keys.length; from += REPLAYS_AT_ONCE) {
    await Promise.all(keys.slice(from, from + REPLAYS_AT_ONCE).map((record) => replay(stage, record)))
  }
}

async function judge(stage: Stage, { stack, state }: ChaosOptions, { unrest }: Quiet): Promise<Finding[]> {
  const facts = await readFacts(stack, stage.journal)
  const findings = [...unrest.map((says) => violation(`There was no quiet: ${says}`)), ...check(stage.journal, facts)]
  // Once the stack is gone, only this tells how it came to what was found.
  if (findings.length > 0) writeFileSync(join(state.path, 'chaos.json'), inJson({ journal: stage.journal, facts }))
  return findings
}

function inJson(value: unknown): string {
  const plain = (_key: string, part: unknown) => {
    if (typeof part === 'bigint') return String(part)
    if (part instanceof Map) return Object.fromEntries(part)
    return part instanceof Set ? [...part] : part
  }
  return JSON.stringify(value, plain, 1)
}
