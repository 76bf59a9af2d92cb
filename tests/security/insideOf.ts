import { inspect } from 'node:util'
import { pino } from 'pino'

const MAX_DEPTH = 12

/**
 * Everything that is in an error, as one text: what printing, inspecting and logging it show, and whatever hangs on it,
 * be it enumerable or not. A crash reporter sees no less.
 */
export function insideOf(error: unknown): string {
  const seen = new Set<unknown>()
  return [
    String(error),
    JSON.stringify(error, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
    inspect(error, { depth: MAX_DEPTH, showHidden: true, getters: true, maxStringLength: null, maxArrayLength: null }),
    logged(error),
    ...contents(error, seen, 0),
  ].join('\n')
}

function logged(error: unknown): string {
  const lines: string[] = []
  pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }).error(error, 'an error')
  return lines.join('')
}

function contents(value: unknown, seen: Set<unknown>, depth: number): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('hex'), Buffer.from(value).toString('utf8')]
  if (typeof value !== 'object' || value === null || seen.has(value) || depth > MAX_DEPTH) return []
  seen.add(value)
  const members = value instanceof Map || value instanceof Set ? [...value].flat() : []
  return [...Reflect.ownKeys(value).map((key) => read(value, key)), ...members].flatMap((member) =>
    contents(member, seen, depth + 1),
  )
}

/** A getter may throw; then it shows nothing. */
function read(value: object, key: string | symbol): unknown {
  try {
    return Reflect.get(value, key)
  } catch {
    return undefined
  }
}
