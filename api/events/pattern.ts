import { validationError } from '../apiError.ts'

export type TypeFilter = (eventType: string) => boolean

const PATTERN = /^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,40}))$/
const PATTERNS_LIMIT = 50

/** Reads a list such as "order.*,balance.credited". Nothing given means every event. */
export function parseTypes(given: unknown): TypeFilter {
  if (given === undefined || given === '') return () => true
  const patterns = (Array.isArray(given) ? given : [given]).flatMap((part) => String(part).split(','))
  const trimmed = patterns.map((pattern) => pattern.trim())
  if (trimmed.length > PATTERNS_LIMIT || !trimmed.every((pattern) => PATTERN.test(pattern))) {
    throw validationError([
      { field: 'types', message: 'must be event types or patterns such as "order.*", separated by commas' },
    ])
  }
  if (trimmed.includes('*')) return () => true
  const exact = new Set(trimmed)
  const prefixes = trimmed.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1))
  return (eventType) => exact.has(eventType) || prefixes.some((prefix) => eventType.startsWith(prefix))
}
