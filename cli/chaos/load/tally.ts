/** Counts for the schedule, which goes by work done, and for the report. */
export type Tally = { answers: number; brokenOff: number; unavailable: number; internalErrors: Map<string, number> }

export function openTally(): Tally {
  return { answers: 0, brokenOff: 0, unavailable: 0, internalErrors: new Map() }
}
