import type { Library } from './library.ts'
import { pageName } from './library.ts'

export type Chapter = {
  readonly title: string
  readonly pages: readonly { readonly title: string; readonly name: string }[]
}

const LINK = /^- \[([^\]]+)\]\(([^)#]+)\)/

/** The list of pages beside every page: what the first page links to, under its headings. */
export function readContents(library: Library): Chapter[] {
  const first = library.files.get('')
  if (first === undefined) return []
  const chapters: { title: string; pages: { title: string; name: string }[] }[] = []
  for (const line of library.read(first).split('\n')) {
    if (line.startsWith('## ')) chapters.push({ title: line.slice(3), pages: [] })
    const [, title, href] = LINK.exec(line) ?? []
    if (title === undefined || href === undefined) continue
    const name = pageName(`docs/${href}`)
    // A page that is not written yet is not in the list.
    if (library.files.has(name)) chapters.at(-1)?.pages.push({ title, name })
  }
  return chapters
}
