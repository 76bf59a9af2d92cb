/** What `npm run bench -- --json` always has; null where it was not measured in this run. */
export type Headline = {
  readonly ordersPerSecond: number | null
  readonly bareOrdersPerSecond: number | null
  readonly ratioToBare: number | null
  readonly reserveP50Ms: number | null
  readonly reserveP99Ms: number | null
  readonly postingsPerSecond: number | null
  readonly releaseP50Seconds: number | null
  readonly sseP99Ms: number | null
  readonly perOrder: PerOrder | null
}

export type PerOrder = {
  readonly workflowTasks: number
  readonly activities: number
  readonly localActivities: number
  readonly historyEvents: number
  readonly historyBytes: number
  /** Null where the stack's Postgres does not count statements. */
  readonly sqlRoundTrips: number | null
  readonly chainTransactions: number
}

/** What one measurement found: lines for a reader, figures for a script. */
export type Measured = {
  readonly title: string
  /** The first row names the columns. */
  readonly table: readonly (readonly string[])[]
  /** What has to be known to read the table: sample sizes, what was left out. */
  readonly notes?: readonly string[]
  readonly figures: object
  readonly headline?: Partial<Headline>
}
