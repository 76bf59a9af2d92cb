import { mkdir, writeFile } from 'node:fs/promises'
import { generatedPages } from './pages.ts'

const FOLDER = new URL('../../docs/', import.meta.url)

await mkdir(new URL('pictures/', FOLDER), { recursive: true })
const pages = await generatedPages()
for (const [name, text] of pages) await writeFile(new URL(name, FOLDER), text)
console.log(`Wrote ${[...pages.keys()].map((name) => `docs/${name}`).join(', ')}`)
