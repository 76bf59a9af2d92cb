import { CATALOGUE, type SettingName } from './catalogue.ts'
import { contradictionsIn } from './contradictions.ts'
import { type Environment, givenValue, textOf } from './givenValue.ts'
import { productionProblems } from './production.ts'
import { isProfileName, PROFILE_NAMES, PROFILES, type Profile } from './profiles.ts'
import type { ProcessName, Setting } from './setting.ts'

type ValueOf<S> = S extends Setting<infer T> ? T : never
type Value<N extends SettingName> = (typeof CATALOGUE)[N] extends { optional: true }
  ? ValueOf<(typeof CATALOGUE)[N]> | undefined
  : ValueOf<(typeof CATALOGUE)[N]>

export type Settings = { readonly [N in SettingName]: Value<N> }

/** The environment does not describe a system that can start; every reason is in the message. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length} problem(s):\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** Reads what one process needs and nothing else, so that a secret of the worker never enters the API's memory. */
export function readSettings(process: ProcessName, env: Environment): Partial<Settings> {
  const needed = SETTING_NAMES.filter((name) => entryOf(name).readBy.includes(process))
  return readSome(needed, env)
}

/** Reads these settings, or throws one error that names every problem. */
export function readSome<N extends SettingName>(names: readonly N[], env: Environment): Pick<Settings, N> {
  const { values, problems } = inspectSettings(names, env)
  if (problems.length > 0) throw new ConfigurationError(problems.map(({ problem }) => problem))
  return values as Pick<Settings, N>
}

/** A setting that cannot be used; null where several do not go together. */
export type SettingProblem = { readonly setting: SettingName | null; readonly problem: string }

/** Reads as many of these settings as can be read, and says what is wrong with the others. */
export function inspectSettings(
  names: readonly SettingName[],
  env: Environment,
): { readonly values: Partial<Settings>; readonly problems: readonly SettingProblem[] } {
  const values: Record<string, unknown> = {}
  const problems: { setting: SettingName; problem: string; isMissing: boolean }[] = []
  for (const name of names) {
    const read = readOne(name, env)
    if ('problem' in read) problems.push({ setting: name, problem: read.problem, isMissing: read.isMissing ?? false })
    else values[name] = read.value
  }
  const contradictions = contradictionsIn(values)
  // A network that there is not settles nothing; that all of it is missing says no more than its name does.
  const isNetworkWrong = problems.some(({ setting }) => setting === 'stellarNetwork')
  const told = isNetworkWrong
    ? problems.filter(({ setting, isMissing }) => !(isMissing && followsFromNetwork(setting)))
    : problems
  return {
    values,
    problems: [
      ...told.map(({ setting, problem }) => ({ setting, problem })),
      ...contradictions.map((problem) => ({ setting: null, problem })),
      ...productionProblems(values, env),
    ],
  }
}

function readOne(name: SettingName, env: Environment): { value: unknown } | { problem: string; isMissing?: true } {
  const entry = entryOf(name)
  const profile = profileIn(env)
  const given = givenValue(entry, env)
  if ('problem' in given) return given
  const taken = given.text ?? profile?.defaults[name] ?? entry.fallback
  if (taken === undefined) {
    const hint = profile?.toBeGiven[name]
    const missing = `${entry.env} is not set. ${entry.meaning}${hint === undefined ? '' : ` ${hint}`}`
    return entry.optional ? { value: undefined } : { problem: missing, isMissing: true }
  }
  const parsed = entry.schema.safeParse(taken)
  if (parsed.success) return { value: parsed.data }
  const shown = entry.secret ? '' : `, but is "${taken}"`
  return { problem: `${entry.env} ${parsed.error.issues[0]?.message ?? 'is not valid'}${shown}. ${entry.meaning}` }
}

/** A name that there is not is the setting's own problem. */
function profileIn(env: Environment): Profile | undefined {
  const name = textOf(env, CATALOGUE.stellarNetwork.env)
  return isProfileName(name) ? PROFILES[name] : undefined
}

function followsFromNetwork(name: SettingName): boolean {
  return PROFILE_NAMES.some((profile) => PROFILES[profile].defaults[name] !== undefined)
}

const SETTING_NAMES = Object.keys(CATALOGUE) as SettingName[]

function entryOf(name: SettingName): Setting {
  return CATALOGUE[name] as Setting
}
