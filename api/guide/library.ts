import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const DOCS = 'docs'
/** Pages that stand elsewhere in the checkout. */
const BESIDE = ['ARCHITECTURE.md']

/** The pages and pictures of the guide, as they were when the process started. */
export type Library = {
  /** Page names, such as `orders` or `decisions/0001-...`, with their files relative to the checkout. */
  readonly files: ReadonlyMap<string, string>
  /** Pictures by their path below docs/, such as `pictures/release.svg`. */
  readonly pictures: ReadonlySet<string>
  read(file: string): string
  /** Where a picture is on disk. */
  locate(picture: string): string
}

/** Finds what there is to read. A checkout or image without docs has an empty guide. */
export function openLibrary(root = ROOT): Library {
  const below = listFiles(path.join(root, DOCS)).map((name) => path.posix.join(DOCS, name))
  const pages = [...below.filter((name) => name.endsWith('.md')), ...BESIDE]
  return {
    files: new Map(pages.map((file) => [pageName(file), file])),
    pictures: new Set(below.filter((name) => /\.(svg|png)$/.test(name)).map((name) => path.posix.relative(DOCS, name))),
    read: (file) => readFileSync(path.join(root, file), 'utf8'),
    locate: (picture) => path.join(root, DOCS, picture),
  }
}

function listFiles(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll(path.sep, '/'))
  } catch {
    return []
  }
}

/** `docs/orders.md` is `orders`, `docs/decisions/README.md` is `decisions`, `docs/README.md` is the first page. */
export function pageName(file: string): string {
  return path.posix
    .relative(DOCS, path.posix.join('.', file))
    .replace(/^\.\.\//, '')
    .replace(/\.md$/, '')
    .replace(/(^|\/)README$/, '')
    .toLowerCase()
}
