/** A file that says where the next process to get there shall die; it is taken away by the one that does. */
export const PLAN_VARIABLE = 'OFFERHUB_CRASH_PLAN'
/** A file to which every passage of a crash point is appended. */
export const RECORD_VARIABLE = 'OFFERHUB_CRASH_RECORD'
/** A workflow bundle with its crash point in it, made beforehand: a process that is killed often should start quickly. */
export const BUNDLE_VARIABLE = 'OFFERHUB_CRASH_BUNDLE'

type Environment = Readonly<Record<string, string | undefined>>

/** Why this environment may not be started with: a system that holds somebody's money must not be asked to die. */
export function crashProblems(env: Environment, network: string | undefined): string[] {
  const set = [PLAN_VARIABLE, RECORD_VARIABLE, BUNDLE_VARIABLE].filter((name) => (env[name] ?? '') !== '')
  if (env.NODE_ENV !== 'production' && network !== 'public') return []
  const where = network === 'public' ? 'the network is public' : 'NODE_ENV is production'
  return set.map((name) => `${name} is set, which is for tests only, and ${where}. Remove the variable.`)
}
