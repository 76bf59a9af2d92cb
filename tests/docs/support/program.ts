import type { Block } from './blocks.ts'

const GIVEN = new URL('./given.ts', import.meta.url).pathname
/** Names that a page may use without making them itself. */
const NAMES = ['sdk', 'buyer', 'seller', 'destination'] as const

/**
 * The TypeScript blocks of a page as one module, in which each line has the number that it has on the page. Before each
 * block the program waits for its turn, on the line of the fence.
 */
export function programOf(blocks: readonly Block[]): string {
  const code = blocks.map(({ text }) => text).join('\n')
  const given = NAMES.filter((name) => !new RegExp(`^(?:const|let) ${name}\\b`, 'm').test(code))
  const lines: string[] = [`import { ${['turn', ...given].join(', ')} } from '${GIVEN}'`]
  for (const { line, text } of blocks) {
    while (lines.length < line - 2) lines.push('')
    lines.push(`await turn(${line})`, ...text.split('\n'))
  }
  return `${lines.join('\n')}\n`
}
