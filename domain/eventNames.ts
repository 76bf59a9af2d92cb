/** The version of the API that has names of its own for some events. */
export const JANUARY_2026 = '2026-01-12'

/** Names of events that the version 2026-01-12 has and the stored events do not. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['order.reserved', 'order.funds_reserved'],
  ['balance.updated', 'balance.*'],
])

/** The pattern of stored event types that a caller means, whichever names the caller uses. */
export function storedPattern(pattern: string): string {
  return ALIASES.get(pattern) ?? pattern
}

/** How the version 2026-01-12 calls a stored event. */
export function nameOfJanuary(eventType: string): string {
  if (eventType.startsWith('balance.')) return 'balance.updated'
  return eventType === 'order.funds_reserved' ? 'order.reserved' : eventType
}

/** How a version of the API calls a stored event. */
export function eventNameIn(version: string, eventType: string): string {
  return version === JANUARY_2026 ? nameOfJanuary(eventType) : eventType
}
