import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { projectRoot } from '../../../local/projectRoot.ts'

/** Something with a docstring: a member of a class, or a declaration with its members. */
export type Member = { readonly doc: string; readonly text: string }
export type Declaration = Member & {
  readonly kind: 'class' | 'function' | 'const' | 'type'
  readonly name: string
  readonly members: readonly Member[]
}

/**
 * What the SDK declares, read from the declarations that the compiler writes: they have no bodies, one member a line, and
 * four spaces before it, so that reading them takes no parser.
 */
export async function readDeclarations(): Promise<Map<string, Declaration>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'offerhub-declarations-'))
  try {
    declare(folder)
    const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.d.ts')).sort()
    const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))
    const found = texts.flatMap(parseDeclarations)
    return new Map(found.map((declaration) => [declaration.name, declaration]))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function declare(folder: string): void {
  const compiler = path.dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  const options = ['-p', path.join(projectRoot, 'sdk'), '--emitDeclarationOnly', '--outDir', folder]
  const run = spawnSync(process.execPath, [path.join(compiler, 'bin', 'tsc'), ...options], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`The SDK does not compile, so its reference cannot be written: ${run.stdout}`)
}

const HEAD = /^export (?:declare )?(?:abstract )?(class|function|const|type) (\w+)/
const MEMBER_INDENT = 4

/** Reads one file of declarations. */
export function parseDeclarations(text: string): Declaration[] {
  const found: { kind: Declaration['kind']; name: string; doc: string; text: string; members: Member[] }[] = []
  let doc = ''
  let docLines: string[] | null = null
  for (const line of text.split('\n')) {
    const indent = line.search(/\S/)
    const content = line.trim()
    if (content.startsWith('/**')) docLines = []
    if (docLines !== null) {
      docLines.push(content.replace(/^\/\*\*\s?|\s?\*\/$/g, '').replace(/^\*\s?/, ''))
      if (!content.endsWith('*/')) continue
      doc = docLines.join('\n').trim()
      docLines = null
      continue
    }
    const head = indent === 0 ? HEAD.exec(content) : null
    if (head !== null) {
      found.push({ kind: head[1] as Declaration['kind'], name: head[2] ?? '', doc, text: content, members: [] })
      doc = ''
    } else if (indent === MEMBER_INDENT && /^[\w#]/.test(content)) {
      found.at(-1)?.members.push({ doc, text: content.replace(/;$/, '') })
      doc = ''
    } else if (indent === 0) doc = ''
  }
  return found
}
