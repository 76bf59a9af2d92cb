import type { Chain } from './chain.ts'

export interface LedgerClock {
  readonly intervalMs: number
  stop(): void
}

/** Closes a ledger at every interval; a late one does not push the following ones back. */
export function startLedgerClock(chain: Chain, intervalMs: number): LedgerClock {
  let due = performance.now() + intervalMs
  let timer = setTimeout(tick, intervalMs)
  function tick(): void {
    chain.close()
    const now = performance.now()
    due = Math.max(due + intervalMs, now)
    timer = setTimeout(tick, due - now)
  }
  return { intervalMs, stop: () => clearTimeout(timer) }
}
