/** What belongs to the caller, or is told as it is stored: its names are nobody's to change. */
const OPAQUE = new Set(['metadata', 'payload', 'details'])

/** Spells every name of an answer in snake_case. A name that an answer carries in both spellings stays once. */
export function snakeCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeCase)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]): [string, unknown] => [
    snakeName(name),
    OPAQUE.has(name) ? member : snakeCase(member),
  ])
  return Object.fromEntries(members)
}

function snakeName(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
