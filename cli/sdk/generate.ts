import { mkdir, writeFile } from 'node:fs/promises'
import { renderSdk } from './render.ts'

const FOLDER = new URL('../../sdk/src/generated/', import.meta.url)

await mkdir(FOLDER, { recursive: true })
for (const [name, text] of renderSdk()) await writeFile(new URL(name, FOLDER), text)
console.log('Wrote sdk/src/generated')
