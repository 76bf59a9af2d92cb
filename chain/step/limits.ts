/** Bounds of the step engine. The defaults fit ledgers from tens of milliseconds to several seconds. */
export type StepLimits = {
  /** Time an envelope must have left when it is signed: less is too little to submit it and see a ledger close. */
  readonly minValiditySeconds: number
  /** Time an envelope may have at most, and so how long a step can stay in doubt. The vendor does not document its window. */
  readonly maxValiditySeconds: number
  /** Time we give the transactions that we build ourselves. */
  readonly ownValiditySeconds: number
  /** How often a build is repeated within one call when the vendor does not see the latest ledger yet. */
  readonly maxBuilds: number
  readonly firstBuildPauseMs: number
  readonly maxBuildPauseMs: number
  /** New envelopes within one call, and over a step's whole life. */
  readonly maxRebuildsPerCall: number
  readonly maxAttempts: number
  readonly firstPollMs: number
  readonly maxPollMs: number
  /** Ledgers that may close without our transaction before the same bytes are sent again. */
  readonly ledgersBeforeResend: number
  /** The longest that one call watches an envelope before it hands back to its caller. */
  readonly maxWatchMs: number
}

export const STEP_LIMITS: StepLimits = {
  minValiditySeconds: 20,
  maxValiditySeconds: 3_600,
  ownValiditySeconds: 60,
  maxBuilds: 6,
  firstBuildPauseMs: 200,
  maxBuildPauseMs: 2_000,
  maxRebuildsPerCall: 4,
  maxAttempts: 50,
  firstPollMs: 20,
  maxPollMs: 1_000,
  ledgersBeforeResend: 3,
  maxWatchMs: 600_000,
}
