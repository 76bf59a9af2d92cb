import { CATALOGUE, type SettingName } from './catalogue.ts'
import type { ProcessName, Setting } from './setting.ts'

type ValueOf<S> = S extends Setting<infer T> ? T : never
type Value<N extends SettingName> = (typeof CATALOGUE)[N] extends { optional: true }
  ? ValueOf<(typeof CATALOGUE)[N]> | undefined
  : ValueOf<(typeof CATALOGUE)[N]>

export type Settings = { readonly [N in SettingName]: Value<N> }
export type Environment = Readonly<Record<string, string | undefined>>

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
  const values: Record<string, unknown> = {}
  const problems: string[] = []
  for (const [name, entry] of Object.entries<Setting>(CATALOGUE)) {
    if (!entry.readBy.includes(process)) continue
    const read = readOne(entry, env[entry.env])
    if ('problem' in read) problems.push(read.problem)
    else values[name] = read.value
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return values as Partial<Settings>
}

function readOne(entry: Setting, given: string | undefined): { value: unknown } | { problem: string } {
  // An empty variable is what compose files make of one that is not set.
  const text = given?.trim() === '' ? undefined : given?.trim()
  const taken = text ?? entry.fallback
  if (taken === undefined) {
    return entry.optional ? { value: undefined } : { problem: `${entry.env} is not set. ${entry.meaning}` }
  }
  const parsed = entry.schema.safeParse(taken)
  if (parsed.success) return { value: parsed.data }
  const shown = entry.secret ? '' : `, but is "${taken}"`
  return { problem: `${entry.env} ${parsed.error.issues[0]?.message ?? 'is not valid'}${shown}. ${entry.meaning}` }
}
