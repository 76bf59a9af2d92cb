import { createRandom, type Random } from './random.ts'

/** What can be killed: the processes of the stack, and one server process of Postgres that holds a connection of ours. */
export const TARGETS = ['api', 'worker', 'temporal', 'postgres', 'sandbox', 'postgresBackend'] as const
export type Target = (typeof TARGETS)[number]

/** One SIGKILL, a while after the strike began. */
export type Shot = { readonly target: Target; readonly afterMs: number }

/**
 * One moment of killing: a process, or several at once or shortly after each other. It comes when so many requests of the
 * load have been answered: work done is the same on a slow machine and on a fast one, seconds are not.
 */
export type Strike = { readonly atAnswers: number; readonly shots: readonly [Shot, ...Shot[]] }

const FIRST_AFTER_ANSWERS = 12
const GAP_ANSWERS = { least: 6, most: 24 }
/** Within this time the first victim is only just starting again. */
const FOLLOW_UP_MS = 2_500
const SEVERAL_ONE_IN = 4
const FOLLOW_UP_ONE_IN = 5

/** The schedule of a seed: which processes, and when. A longer schedule begins with the shorter one. */
export function planStrikes(seed: number | string, kills: number): Strike[] {
  const random = createRandom(seed, 'strikes')
  const strikes: Strike[] = []
  let deck: Target[] = []
  let atAnswers = FIRST_AFTER_ANSWERS
  while (strikes.length < kills) {
    // Dealt out like cards: every target comes in turn, whatever the number of kills.
    if (deck.length === 0) deck = random.shuffle(TARGETS)
    const first = deck.shift() ?? 'worker'
    strikes.push({ atAnswers, shots: shotsFor(random, first) })
    atAnswers += random.integer(GAP_ANSWERS.least, GAP_ANSWERS.most)
  }
  return strikes
}

function shotsFor(random: Random, first: Target): [Shot, ...Shot[]] {
  const begin: Shot = { target: first, afterMs: 0 }
  if (random.oneIn(SEVERAL_ONE_IN)) {
    const others = random.shuffle(TARGETS.filter((target) => target !== first))
    const count = random.integer(1, others.length)
    return [begin, ...others.slice(0, count).map((target) => ({ target, afterMs: 0 }))]
  }
  if (random.oneIn(FOLLOW_UP_ONE_IN)) {
    return [begin, { target: random.pick(TARGETS), afterMs: random.integer(50, FOLLOW_UP_MS) }]
  }
  return [begin]
}

/** The strike in words: "worker; 300 ms later api". */
export function describeStrike({ shots }: Strike): string {
  const [first, ...more] = shots
  const followUps = more.map(({ target, afterMs }) =>
    afterMs === 0 ? ` and ${nameOf(target)}` : `; ${afterMs} ms later ${nameOf(target)}`,
  )
  return `${nameOf(first.target)}${followUps.join('')}`
}

function nameOf(target: Target): string {
  return target === 'postgresBackend' ? 'one backend of postgres' : target
}
