/** Where a page's answer differs from the real one: fields that are not there, and values that are others. */
export function compareAnswer(shown: unknown, real: unknown, path = 'answer'): string[] {
  if (Array.isArray(shown)) {
    if (!Array.isArray(real)) return [`${path} is no list`]
    return shown.flatMap((item, index) => compareAnswer(item, real[index], `${path}[${index}]`))
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof real !== 'object' || real === null) return [`${path} is ${JSON.stringify(real)}`]
    return Object.entries(shown).flatMap(([name, value]) =>
      name in real
        ? compareAnswer(value, (real as Record<string, unknown>)[name], `${path}.${name}`)
        : [`${path}.${name} is not there`],
    )
  }
  return same(shown, real) ? [] : [`${path} is ${JSON.stringify(real)}, not ${JSON.stringify(shown)}`]
}

/** "..." stands for what is different every time. */
function same(shown: unknown, real: unknown): boolean {
  if (typeof shown !== 'string' || !shown.includes('...')) return shown === real
  const [head = '', tail = ''] = shown.split('...')
  return typeof real === 'string' && real.startsWith(head) && real.endsWith(tail)
}

/** The last answer of the API in what a block printed; null when there is none. */
export function lastAnswer(output: string): unknown {
  const start = Math.max(output.lastIndexOf('{"success":'), output.lastIndexOf('{"error":'))
  if (start < 0) return null
  return JSON.parse(output.slice(start, output.lastIndexOf('}') + 1))
}
