import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'

/** Where errors of the database carry what callers sent: parameters of statements, values of rows that were in the way. */
const VALUES = new Set(['params', 'parameters', 'args', 'detail', 'where', 'query', 'internal_query'])
/** The query builder writes them behind its message, too. */
const PARAMETERS_IN_TEXT = /\n\s*params: [^\n]*/g
const MAX_DEPTH = 8

export type LogOptions = { readonly name?: string; readonly destination?: DestinationStream }

/** The log of a process. Whatever goes wrong, and however much is logged: no secret and nothing that callers sent. */
export function openLog(level: string, { name, destination }: LogOptions = {}): Logger {
  const serializers = { err: describeError, error: describeError }
  return pino({ level, serializers, ...(name !== undefined && { name }) }, destination ?? pino.destination(1))
}

/** An error with its causes, its stack and its codes, and without the values that it was about. */
export function describeError(error: unknown): unknown {
  return error instanceof Error ? withoutValues(stdSerializers.err(error), 0) : error
}

function withoutValues(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.replaceAll(PARAMETERS_IN_TEXT, '')
  if (typeof value !== 'object' || value === null) return value
  if (depth > MAX_DEPTH) return '[deeper]'
  if (value instanceof Error) return withoutValues(stdSerializers.err(value), depth + 1)
  if (Array.isArray(value)) return value.map((one) => withoutValues(one, depth + 1))
  const kept = Object.entries(value).filter(([key]) => !VALUES.has(key) && key !== 'raw')
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutValues(inner, depth + 1)]))
}
