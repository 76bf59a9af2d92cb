import { invariant } from '../../domain/invariant.ts'

/** Times of one thing done `n` times. With fewer than a hundred samples p99 is the slowest of them. */
export type Distribution = { readonly n: number; readonly p50: number; readonly p99: number; readonly max: number }

export function distributionOf(samples: readonly number[]): Distribution {
  invariant(samples.length > 0, 'A distribution needs at least one sample')
  const sorted = samples.toSorted((a, b) => a - b)
  return {
    n: sorted.length,
    p50: round(percentile(sorted, 0.5)),
    p99: round(percentile(sorted, 0.99)),
    max: round(percentile(sorted, 1)),
  }
}

/** The nearest-rank percentile: always a sample that was measured, never one that was computed. */
export function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)]
  invariant(value !== undefined, 'A percentile needs at least one sample')
  return value
}

/** Three significant digits for small numbers, whole ones for large: more would be noise. */
export function round(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(value.toPrecision(3))
}
