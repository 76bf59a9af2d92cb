const SECONDS = /^\d{1,9}$/

/** Reads a Retry-After header, seconds or a date, as milliseconds from now; undefined when it says nothing. */
export function retryAfterMs(header: string | null, nowMs: number): number | undefined {
  const text = header?.trim() ?? ''
  if (SECONDS.test(text)) return Number(text) * 1_000
  // "5.5" or "-1" would pass for a date in some engines.
  const atMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs)
}
