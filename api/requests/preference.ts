const LONGEST_WAIT_SECONDS = 60

/** How long a caller is willing to wait for an outcome (RFC 7240), and the words with which the answer confirms it. */
export type Preference = { readonly waitMs: number; readonly applied: string } | null

const WAIT_PATTERN = /^wait\s*=\s*"?(\d{1,6})"?$/i

/** Reads the Prefer header. What it does not understand it ignores, as the RFC asks. */
export function readPreference(header: string | undefined): Preference {
  const parts = (header ?? '').split(/[,;]/).map((part) => part.trim())
  for (const part of parts) {
    const seconds = WAIT_PATTERN.exec(part)?.[1]
    if (seconds === undefined) continue
    const wait = Math.min(Number(seconds), LONGEST_WAIT_SECONDS)
    return { waitMs: wait * 1_000, applied: `wait=${wait}` }
  }
  if (parts.some((part) => part.toLowerCase() === 'respond-async')) return { waitMs: 0, applied: 'respond-async' }
  return null
}
