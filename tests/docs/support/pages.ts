import { readdirSync, readFileSync } from 'node:fs'
import { type Block, readBlocks } from './blocks.ts'

const ROOT = new URL('../../../', import.meta.url)

/** Every page that tells somebody what to type: the README and the guide. */
export function readPages(): Map<string, Block[]> {
  const guide = readdirSync(new URL('docs/', ROOT)).filter((name) => name.endsWith('.md'))
  const pages = ['README.md', 'sdk/README.md', ...guide.map((name) => `docs/${name}`)]
  return new Map(pages.map((page) => [page, readBlocks(page, readFileSync(new URL(page, ROOT), 'utf8'))]))
}
