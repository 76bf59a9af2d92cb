import path from 'node:path'
import { type Library, pageName } from './library.ts'

/** What a link of a page leads to: another page or picture of the guide, the world outside, or a file of the checkout. */
export type Target =
  | { readonly kind: 'page' | 'picture' | 'outside'; readonly href: string }
  | { readonly kind: 'source'; readonly file: string }

/** Links are relative, so that the guide may be served below any path. */
export function resolveLink(library: Library, fromFile: string, href: string): Target {
  if (/^[a-z]+:/.test(href)) return { kind: 'outside', href }
  const [place = '', anchor] = href.split('#')
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (place === '') return { kind: 'page', href: hash }
  const file = path.posix.join(path.posix.dirname(fromFile), place)
  const up = '../'.repeat(pageName(fromFile).split('/').length - 1)
  const name = pageName(file)
  if (library.files.get(name) === file) return { kind: 'page', href: `${up}${name === '' ? './' : name}${hash}` }
  const inFolder = `${file.replace(/\/$/, '')}/README.md`
  if (library.files.get(pageName(inFolder)) === inFolder)
    return { kind: 'page', href: `${up}${pageName(inFolder)}${hash}` }
  const picture = path.posix.relative('docs', file)
  if (library.pictures.has(picture)) return { kind: 'picture', href: `${up}${picture}` }
  return { kind: 'source', file }
}
