/** How much is measured. Every figure says its own sample size. */
export type Size = {
  readonly latencySamples: number
  /** Whole orders taken one after the other for latency and for the cost of one. */
  readonly orders: number
  readonly concurrency: readonly number[]
  readonly warmUpMs: number
  readonly windowMs: number
  readonly rounds: number
  readonly postingWindowMs: number
  readonly listeners: number
  readonly events: number
  readonly deposits: number
  readonly starts: number
  /** Releases on a chain with realistic ledgers; none in a quick run, because of their waits. */
  readonly slowReleases: number
  readonly largeOrders: number
  readonly openOrders: number
  readonly overloadMs: number
  readonly soakMinutes: number
}

export const FULL: Size = {
  latencySamples: 300,
  orders: 10,
  concurrency: [1, 4, 16, 64],
  warmUpMs: 5_000,
  windowMs: 15_000,
  rounds: 3,
  postingWindowMs: 4_000,
  listeners: 5_000,
  events: 40,
  deposits: 5_000,
  starts: 3,
  slowReleases: 12,
  largeOrders: 1_000_000,
  openOrders: 1_000,
  overloadMs: 60_000,
  soakMinutes: 20,
}

export const QUICK: Size = {
  latencySamples: 40,
  orders: 3,
  concurrency: [1, 16],
  warmUpMs: 1_500,
  windowMs: 10_000,
  rounds: 1,
  postingWindowMs: 1_000,
  listeners: 500,
  events: 10,
  deposits: 500,
  starts: 1,
  slowReleases: 0,
  largeOrders: 1_000_000,
  openOrders: 1_000,
  overloadMs: 20_000,
  soakMinutes: 2,
}
