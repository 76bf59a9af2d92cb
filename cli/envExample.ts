import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CATALOGUE } from '../config/catalogue.ts'
import type { Setting } from '../config/setting.ts'

const READERS = { api: 'API', worker: 'worker' } as const

/** Writes the example of an environment file out of the catalogue of settings. */
export function renderEnvExample(): string {
  const header = [
    '# Settings of the API and the worker. Copy this file to .env and fill in what has no default.',
    '# Made from config/catalogue.ts by "node cli/envExample.ts".',
  ].join('\n')
  const blocks = Object.values<Setting>(CATALOGUE).map(renderSetting)
  return `${[header, ...blocks].join('\n\n')}\n`
}

function renderSetting(entry: Setting): string {
  const need = entry.fallback !== undefined ? `default ${entry.fallback}` : entry.optional ? 'optional' : 'required'
  const readers = entry.readBy.map((process) => READERS[process]).join(' and ')
  const line = `${entry.env}=${entry.fallback ?? ''}`
  return [
    `# ${entry.meaning}`,
    `# Read by ${readers}; ${need}${entry.secret ? '; secret' : ''}.`,
    // An optional setting stays out unless somebody wants it.
    entry.optional ? `# ${line}` : line,
  ].join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('../.env.example', import.meta.url), renderEnvExample())
}
