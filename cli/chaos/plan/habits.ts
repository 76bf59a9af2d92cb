import type { Random } from './random.ts'

/** How a caller sends one request: as careful callers do, as impatient ones do, and as those whose network breaks. */
export type Habit = {
  /** How often the same request is sent with the same key. */
  readonly copies: 1 | 2 | 3
  readonly together: boolean
  /** The first copy is given up after so long, and sent again. */
  readonly hangUpAfterMs: number | null
  readonly prefer: string | null
  /** How a 202 is followed: by the address that it names, or by asking again with the key. */
  readonly follows: 'location' | 'key'
}

export function pickHabit(random: Random): Habit {
  return {
    copies: random.pick([1, 1, 1, 1, 2, 2, 3]),
    together: random.oneIn(2),
    hangUpAfterMs: random.oneIn(8) ? random.integer(1, 150) : null,
    prefer: random.pick([null, null, null, 'respond-async', 'wait=1']),
    follows: random.pick(['location', 'key']),
  }
}
