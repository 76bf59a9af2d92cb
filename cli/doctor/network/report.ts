/** `skipped`: it could not be looked at, for a reason that another finding names. */
export type Level = 'ok' | 'warning' | 'problem' | 'skipped'

export type NetworkFinding = {
  readonly title: string
  readonly level: Level
  readonly what: string
  /** What to do about it. */
  readonly todo?: string
}

export type NetworkReport = {
  readonly network: string
  /** Whether orders can be carried out: nothing is missing, and everything was looked at. */
  readonly ok: boolean
  readonly findings: readonly NetworkFinding[]
}

export const well = (title: string, what: string): NetworkFinding => ({ title, level: 'ok', what })
export const missing = (title: string, what: string, todo: string): NetworkFinding => ({
  title,
  level: 'problem',
  what,
  todo,
})
export const warning = (title: string, what: string, todo: string): NetworkFinding => ({
  title,
  level: 'warning',
  what,
  todo,
})
export const skipped = (title: string, what: string): NetworkFinding => ({ title, level: 'skipped', what })

export function reportOf(network: string, findings: readonly NetworkFinding[]): NetworkReport {
  return { network, ok: findings.every(({ level }) => level === 'ok' || level === 'warning'), findings }
}

const MARKS = { ok: 'ok     ', warning: 'WARNING', problem: 'PROBLEM', skipped: 'skipped' } as const satisfies Record<
  Level,
  string
>
const TITLE_WIDTH = 24
const INDENT = ' '.repeat(TITLE_WIDTH + 10)

/** The report as lines for a terminal. */
export function printed({ network, ok, findings }: NetworkReport): string {
  const lines = findings.flatMap(({ title, level, what, todo }) => [
    `${MARKS[level]}  ${title.padEnd(TITLE_WIDTH)} ${what}`,
    ...(todo === undefined ? [] : [`${INDENT}-> ${todo}`]),
  ])
  const problems = findings.filter(({ level }) => level === 'problem').length
  const end = ok
    ? `Everything that ${network} needs is there.`
    : `${problems} problem${problems === 1 ? '' : 's'} found.`
  return [`Looking at what the network "${network}" needs\n`, ...lines, '', end].join('\n')
}
