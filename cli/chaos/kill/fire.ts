import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from '../load/caller.ts'
import type { People } from '../load/load.ts'
import { createRandom, type Random } from '../plan/random.ts'
import { describeStrike, type Shot, type Strike } from '../plan/strikes.ts'
import { awaitRecovery } from './recovery.ts'
import { type Range, shoot } from './victims.ts'

export type Fired = {
  /** Strikes that hit at least one process. */
  kills: number
  /** SIGKILLs that hit. */
  signals: number
  readonly recoverySeconds: number[]
}

export type Battle = {
  readonly stage: Stage
  readonly people: People
  readonly range: Range
  readonly sandboxUrl: string
  readonly seed: number | string
  readonly say: (line: string) => void
  /** Ends the run early, with what was measured until then. */
  readonly signal: AbortSignal
}

const POLL_MS = 20
/** A process that is just being started again is waited for. */
const VICTIM_WAIT_MS = 10_000
/** Without any progress of the load for so long, the next strike comes all the same. */
const STALLED_MS = 30_000

/** Carries out the schedule: each strike when the load has come so far and the last one has been recovered from. */
export async function fireAll(battle: Battle, strikes: readonly Strike[]): Promise<Fired> {
  const fired: Fired = { kills: 0, signals: 0, recoverySeconds: [] }
  const random = createRandom(battle.seed, 'backends')
  for (const [index, strike] of strikes.entries()) {
    await untilDue(battle, strike)
    if (battle.signal.aborted) return fired
    const strikeAtMs = Date.now()
    const hitsAtMs = await fire(battle.range, strike.shots, random)
    fired.signals += hitsAtMs.length
    if (hitsAtMs.length > 0) fired.kills++
    const isUp = await awaitRecovery(battle.stage, battle.sandboxUrl, battle.people.rich)
    // Each kill is another beginning: what counts is how long it takes after the last one.
    const seconds = isUp ? (Date.now() - Math.max(...hitsAtMs, strikeAtMs)) / 1_000 : null
    if (seconds !== null) fired.recoverySeconds.push(seconds)
    report(battle, { index, of: strikes.length, strike, seconds })
  }
  return fired
}

async function untilDue({ stage, signal }: Battle, { atAnswers }: Strike): Promise<void> {
  const { tally } = stage
  let seen = tally.answers
  let movedAt = Date.now()
  while (tally.answers < atAnswers && Date.now() - movedAt < STALLED_MS && !signal.aborted) {
    await delay(POLL_MS)
    if (tally.answers === seen) continue
    seen = tally.answers
    movedAt = Date.now()
  }
}

/** Answers when each shot hit; one that found nothing to kill is not among them. */
async function fire(range: Range, shots: readonly Shot[], random: Random): Promise<number[]> {
  const hits = await Promise.all(
    shots.map(async ({ target, afterMs }) => {
      await delay(afterMs)
      const deadline = Date.now() + VICTIM_WAIT_MS
      while (Date.now() < deadline) {
        if (await shoot(range, target, random)) return Date.now()
        await delay(POLL_MS)
      }
      return null
    }),
  )
  return hits.filter((atMs) => atMs !== null)
}

type Struck = { index: number; of: number; strike: Strike; seconds: number | null }

function report({ stage, say }: Battle, { index, of, strike, seconds }: Struck): void {
  const after = `after ${stage.tally.answers} answers`
  const how = seconds === null ? 'NOT recovered' : `recovered in ${seconds.toFixed(1)} s`
  say(`Kill ${index + 1} of ${of} (${after}): ${describeStrike(strike)}. ${how}.`)
  if (seconds === null) stage.journal.complaints.push(`The stack did not recover from kill ${index + 1}.`)
}
