import { z } from 'zod'

export const SEVERITIES = ['info', 'low', 'moderate', 'high', 'critical'] as const
export type Severity = (typeof SEVERITIES)[number]

export type Weakness = { readonly name: string; readonly severity: Severity; readonly titles: readonly string[] }

/** Null in `weaknesses` when the registry was not there to be asked: then nothing is known, neither good nor bad. */
export type Report =
  | { readonly weaknesses: readonly Weakness[] }
  | { readonly weaknesses: null; readonly reason: string }

const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(SEVERITIES),
      via: z.array(z.union([z.string(), z.object({ title: z.string() })])),
    }),
  ),
})
const failure = z.object({ message: z.string() })

/** Reads what `npm audit --json` printed. Something that is no report is never taken for a clean one. */
export function readReport(printed: string): Report {
  const json = parse(printed)
  const read = report.safeParse(json)
  if (read.success) {
    const weaknesses = Object.entries(read.data.vulnerabilities).map(([name, { severity, via }]) => ({
      name,
      severity,
      titles: via.flatMap((one) => (typeof one === 'string' ? [] : [one.title])),
    }))
    return { weaknesses }
  }
  const failed = failure.safeParse(json)
  return { weaknesses: null, reason: failed.success ? failed.data.message : 'npm printed no report' }
}

/** Those that are at least as bad as this. */
export function atLeast(weaknesses: readonly Weakness[], severity: Severity): Weakness[] {
  return weaknesses.filter((one) => SEVERITIES.indexOf(one.severity) >= SEVERITIES.indexOf(severity))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
