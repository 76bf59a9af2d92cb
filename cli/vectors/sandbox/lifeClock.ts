/**
 * In the traces no ledger passes unless they say so; here every transaction takes one. Life is therefore counted from
 * the ledger that last set it: an end that moved did so in the ledger of the step just taken.
 */
export interface LifeClock {
  /** A step of the trace lets ledgers pass; answers how many the network has to close for that. */
  advance(ledgers: number, latestLedger: number): number
  /** Remaining ledgers, as the trace counts them, of an entry that lives until the given ledger. */
  remaining(entry: string, liveUntilLedger: number, latestLedger: number): number
}

/** `latestLedger` is the last one before the first step. */
export function createLifeClock(startLedger: number): LifeClock {
  let passed = 0
  const seen = new Map<string, { readonly liveUntil: number; readonly offset: number }>()
  return {
    advance: (ledgers, latestLedger) => {
      passed += ledgers
      // The next transaction shall stand in the ledger the trace has it in; those closed since count in.
      return Math.max(0, startLedger + passed - latestLedger)
    },
    remaining: (entry, liveUntil, latestLedger) => {
      const known = seen.get(entry)
      const offset = known?.liveUntil === liveUntil ? known.offset : latestLedger - passed
      seen.set(entry, { liveUntil, offset })
      return liveUntil - offset - passed
    },
  }
}
