import { type CrashPointName, isCrashPointName } from './points.ts'

/**
 * Where a process shall die: at this point, when it is about this. `about` may hold `*` for any text; without one every
 * passage counts.
 */
export type CrashPlan = { readonly at: CrashPointName; readonly about: string }

/** A plan as a file holds it: the point, a blank, and what it is about. */
export function writePlan({ at, about }: CrashPlan): string {
  return `${at} ${about}`
}

export function readPlan(text: string): CrashPlan {
  const [at = '', ...about] = text.trim().split(' ')
  if (!isCrashPointName(at))
    throw new Error(`The crash plan names "${at}", which is no crash point. See crash/points.ts.`)
  return { at, about: about.join(' ') || '*' }
}

export function isMeant(plan: CrashPlan, name: CrashPointName, about: string): boolean {
  return plan.at === name && matches(plan.about, about)
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`).test(text)
}
