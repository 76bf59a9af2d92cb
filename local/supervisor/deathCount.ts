export interface RestartRules {
  windowMs: number
  /** Deaths of its own making: it ended or failed to start although nobody touched it or what it needs. */
  mostOwnDeaths: number
  /** All deaths, also those by a signal from outside or after a service it needs went away. */
  mostDeaths: number
  /** Waits before the next start, by the number of deaths within the last seconds. */
  backoffMs: readonly number[]
}

export const RESTART_RULES: RestartRules = {
  windowMs: 60_000,
  mostOwnDeaths: 5,
  mostDeaths: 60,
  backoffMs: [50, 250, 500, 1_000, 2_000, 4_000],
}

const BACKOFF_WINDOW_MS = 10_000

export type Verdict = { restartInMs: number } | { gaveUp: string }

/** Remembers one service's deaths: a program that is broken must not be started for ever, one that is killed must. */
export function createDeathCount(rules: RestartRules, nowMs: () => number = Date.now) {
  let deaths: { atMs: number; isOwn: boolean }[] = []
  return (isOwn: boolean): Verdict => {
    const atMs = nowMs()
    deaths = [...deaths, { atMs, isOwn }].filter((death) => atMs - death.atMs < rules.windowMs)
    const own = deaths.filter((death) => death.isOwn).length
    if (own > rules.mostOwnDeaths || deaths.length > rules.mostDeaths) {
      const times = own > rules.mostOwnDeaths ? own : deaths.length
      return { gaveUp: `${times} times within ${Math.round(rules.windowMs / 1000)} s` }
    }
    const lately = deaths.filter((death) => atMs - death.atMs < BACKOFF_WINDOW_MS).length
    return { restartInMs: rules.backoffMs[Math.min(lately, rules.backoffMs.length) - 1] ?? 0 }
  }
}
