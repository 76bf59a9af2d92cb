import type { Finding } from './check/finding.ts'
import type { Journal } from './check/record.ts'
import type { Fired } from './kill/fire.ts'
import type { Tally } from './load/tally.ts'
import type { Quiet } from './quiet.ts'

/** A stack that needs longer than this to work again does not keep its promise. */
export const RECOVERY_LIMIT_SECONDS = 30
const FINDINGS_SHOWN = 50

/** The one line that the command prints. */
export type ChaosResult = {
  readonly kills: number
  readonly commands: number
  readonly lost: number
  readonly duplicated: number
  readonly violations: number
  readonly recoverySecondsMax: number
  readonly recoverySecondsMedian: number
  readonly recoverySecondsP95: number
  readonly seed: number | string
  readonly signals: number
  readonly orders: number
  readonly deposits: number
  readonly requests: number
  readonly brokenOff: number
  readonly unavailable: number
  readonly internalErrors: Readonly<Record<string, number>>
  readonly stuckOrders: number
  readonly quietSeconds: number
  readonly seconds: number
  readonly findings: readonly string[]
}

export type Ending = {
  readonly seed: number | string
  readonly fired: Fired
  readonly journal: Journal
  readonly tally: Tally
  readonly quiet: Quiet
  readonly findings: readonly Finding[]
  readonly seconds: number
}

export function summarise({ seed, fired, journal, tally, quiet, findings, seconds }: Ending): ChaosResult {
  const count = (kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind).length
  const recoveries = fired.recoverySeconds.toSorted((one, other) => one - other)
  const at = (share: number) =>
    round(recoveries[Math.min(recoveries.length - 1, Math.floor(recoveries.length * share))])
  return {
    kills: fired.kills,
    commands: journal.keys.length,
    lost: count('lost'),
    duplicated: count('duplicated'),
    violations: count('violation'),
    recoverySecondsMax: round(recoveries.at(-1)),
    recoverySecondsMedian: at(0.5),
    recoverySecondsP95: at(0.95),
    seed,
    signals: fired.signals,
    orders: journal.orders.size,
    deposits: journal.payments.filter(({ certainty }) => certainty === 'paid').length,
    requests: journal.keys.reduce((sum, { attempts }) => sum + attempts, 0),
    brokenOff: tally.brokenOff,
    unavailable: tally.unavailable,
    internalErrors: Object.fromEntries(tally.internalErrors),
    stuckOrders: quiet.stuckOrders,
    quietSeconds: round(quiet.seconds),
    seconds: round(seconds),
    findings: findings.slice(0, FINDINGS_SHOWN).map(({ kind, says }) => `${kind}: ${says}`),
  }
}

function round(value: number | undefined): number {
  return Math.round((value ?? 0) * 10) / 10
}

/** Whether nothing was lost, doubled or bent, and the stack was back in time after every kill. */
export function isClean(result: ChaosResult): boolean {
  const { lost, duplicated, violations, recoverySecondsMax } = result
  return lost + duplicated + violations === 0 && recoverySecondsMax < RECOVERY_LIMIT_SECONDS
}
