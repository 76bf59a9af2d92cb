import { percentile, round } from './distribution.ts'

/** One figure taken several times: the middle one, and how far the others lie apart. */
export type Spread = { readonly n: number; readonly median: number; readonly min: number; readonly max: number }

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const [middle, min, max] = [0.5, 0, 1].map((share) => round(percentile(sorted, share)))
  return { n: sorted.length, median: middle ?? 0, min: min ?? 0, max: max ?? 0 }
}

export function inWords({ n, median, min, max }: Spread): string {
  return n === 1 ? `${median}` : `${median} (${min} to ${max} in ${n} rounds)`
}
