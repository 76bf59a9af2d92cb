import { storedPattern } from '../../domain/eventNames.ts'
import { validationError } from '../apiError.ts'

const PATTERN = /^(\*|[a-z_]{1,40}\.(\*|[a-z_]{1,40}))$/
const PATTERNS_LIMIT = 50

/** What a listener wants to hear: some types, or all of them; of one thing, or of all. */
export type EventFilter = { readonly patterns: readonly string[]; readonly aggregateId?: string | undefined }

/**
 * Reads a list such as "order.*,balance.credited", which may also be given in several parameters. Names that only a
 * dialect has stand for the stored ones. Nothing given means every event.
 */
export function parsePatterns(given: unknown): string[] {
  if (given === undefined || given === '') return ['*']
  const patterns = (Array.isArray(given) ? given : [given]).flatMap((part) => String(part).split(','))
  const trimmed = patterns.map((pattern) => pattern.trim())
  if (trimmed.length > PATTERNS_LIMIT || !trimmed.every((pattern) => PATTERN.test(pattern))) {
    throw validationError([
      { field: 'types', message: 'must be event types or patterns such as "order.*", separated by commas' },
    ])
  }
  return [...new Set(trimmed.map(storedPattern))]
}

/** Makes the question "is this event wanted?" out of a filter, asked once per event and listener. */
export function matcherOf(filter: EventFilter): (event: { eventType: string; aggregateId: string }) => boolean {
  const { patterns, aggregateId } = filter
  const all = patterns.includes('*')
  const exact = new Set(patterns)
  const prefixes = patterns.filter((pattern) => pattern.endsWith('.*')).map((pattern) => pattern.slice(0, -1))
  return (event) =>
    (aggregateId === undefined || event.aggregateId === aggregateId) &&
    (all || exact.has(event.eventType) || prefixes.some((prefix) => event.eventType.startsWith(prefix)))
}
