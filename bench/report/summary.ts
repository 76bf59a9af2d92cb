import type { Headline, Measured } from './measured.ts'

const NOT_MEASURED: Headline = {
  ordersPerSecond: null,
  bareOrdersPerSecond: null,
  ratioToBare: null,
  reserveP50Ms: null,
  reserveP99Ms: null,
  postingsPerSecond: null,
  releaseP50Seconds: null,
  sseP99Ms: null,
  perOrder: null,
}

export type Found = Readonly<Record<string, Measured>>

/** The one line of `--json`: the headline figures, how they were taken, and everything else by measurement. */
export function summarise(found: Found, run: Readonly<Record<string, unknown>>): object {
  const headline: Headline = Object.assign({ ...NOT_MEASURED }, ...Object.values(found).map((one) => one.headline))
  const details = Object.fromEntries(Object.entries(found).map(([name, { figures }]) => [name, figures]))
  return { ...headline, run, details }
}
