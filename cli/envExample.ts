import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { CATALOGUE, type SettingName } from '../config/catalogue.ts'
import { PROFILE_NAMES, PROFILES } from '../config/profiles.ts'
import type { Setting } from '../config/setting.ts'

const READERS = { api: 'API', worker: 'worker', migrate: 'the migrations' } as const
const LIST = new Intl.ListFormat('en-GB')

/** Writes the example of an environment file out of the catalogue of settings. */
export function renderEnvExample(): string {
  const header = [
    '# Settings of the API and the worker. Copy this file to .env and fill in what has no default.',
    '# The network settles most of what depends on it: set STELLAR_NETWORK first; docs/testnet.md leads through it.',
    '# A secret may stand in a file instead: NAME_FILE gives its path, as Docker and Kubernetes mount secrets.',
    '# Made from config/catalogue.ts by "node cli/envExample.ts".',
  ].join('\n')
  const blocks = (Object.entries(CATALOGUE) as [SettingName, Setting][]).map(renderSetting)
  return `${[header, ...blocks].join('\n\n')}\n`
}

function renderSetting([name, entry]: readonly [SettingName, Setting]): string {
  const byNetwork = givenByNetwork(name)
  const need = entry.fallback !== undefined ? `default ${entry.fallback}` : entry.optional ? 'optional' : 'required'
  const readers = LIST.format(entry.readBy.map((process) => READERS[process]))
  const line = `${entry.env}=${entry.fallback ?? ''}`
  return [
    `# ${entry.meaning}`,
    `# Read by ${readers}; ${need}${entry.secret ? '; secret' : ''}.`,
    ...(byNetwork === '' ? [] : [`# Given by STELLAR_NETWORK: ${byNetwork}.`]),
    // What stays out unless somebody wants it: an optional setting, and one that the network settles.
    entry.optional || byNetwork !== '' ? `# ${line}` : line,
  ].join('\n')
}

/** "local, testnet X; public Y", or nothing for a setting that no network settles. */
function givenByNetwork(name: SettingName): string {
  const profiles = Map.groupBy(PROFILE_NAMES, (profile) => PROFILES[profile].defaults[name])
  return [...profiles]
    .filter(([value]) => value !== undefined)
    .map(([value, names]) => `${names.join(', ')} ${value}`)
    .join('; ')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(new URL('../.env.example', import.meta.url), renderEnvExample())
}
