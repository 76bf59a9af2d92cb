const SECONDS = /^\d{1,9}$/

/** How long a Retry-After header asks to wait: seconds, or a date. Null for none, and for what is neither. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  const text = header.trim()
  if (SECONDS.test(text)) return Number(text) * 1_000
  const atMs = Date.parse(text)
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs)
}
