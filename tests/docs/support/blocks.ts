import { invariant } from '../../../domain/invariant.ts'

/** A fenced block of a page; `line` is that of its first line of code, counted from 1. */
export type Block = {
  readonly page: string
  readonly line: number
  readonly language: string
  readonly text: string
  /** Why it is not run; null for one that is. */
  readonly notRun: string | null
  /** The code with which the last request of the block is refused. */
  readonly refused: string | null
}

const FENCE = /^(`{3,})(\w*)\s*(.*)$/
const ATTRIBUTE = /(not-run|refused)="([^"]*)"/g

type OpenBlock = {
  readonly fence: string
  readonly language: string
  readonly info: string
  readonly line: number
  readonly lines: string[]
}

function opened([, fence = '', language = '', info = '']: RegExpExecArray, index: number): OpenBlock {
  return { fence, language, info, line: index + 2, lines: [] }
}

/** The fenced blocks of a page, in order. */
export function readBlocks(page: string, markdown: string): Block[] {
  const blocks: Block[] = []
  let open: OpenBlock | null = null
  for (const [index, line] of markdown.split('\n').entries()) {
    if (open !== null && line === open.fence) {
      const { language, lines } = open
      blocks.push({
        page,
        line: open.line,
        language,
        text: lines.join('\n'),
        ...attributes(page, open.line, open.info),
      })
      open = null
    } else if (open !== null) open.lines.push(line)
    else {
      const begins: RegExpExecArray | null = FENCE.exec(line)
      if (begins !== null) open = opened(begins, index)
    }
  }
  invariant(open === null, `${page}: a block is not closed`)
  return blocks
}

function attributes(page: string, line: number, info: string): Pick<Block, 'notRun' | 'refused'> {
  const found = new Map([...info.matchAll(ATTRIBUTE)].map(([, name = '', value = '']) => [name, value.trim()]))
  invariant(info.replaceAll(ATTRIBUTE, '').trim() === '', `${page}:${line - 1}: "${info}" is not understood`)
  for (const [name, value] of found) invariant(value !== '', `${page}:${line - 1}: ${name} needs a value`)
  return { notRun: found.get('not-run') ?? null, refused: found.get('refused') ?? null }
}

export const isShell = ({ language }: Block) => ['sh', 'bash', 'shell', 'console'].includes(language)
export const isTypeScript = ({ language }: Block) => ['ts', 'typescript', 'js', 'javascript'].includes(language)
