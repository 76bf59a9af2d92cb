import { readFileSync } from 'node:fs'
import { table, writtenFrom } from './markdown.ts'

const LOCK = new URL('../../package-lock.json', import.meta.url)

/** Licences that ask for no more than to be named. Another one is looked at by a person before it comes in here. */
export const ALLOWED: ReadonlySet<string> = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense', 'CC0-1.0'],
  // Data about browsers, of a program that bundles workflows; it is given on unchanged.
  'CC-BY-4.0',
])

/** What packages that say nothing in the lock file are under, and where it was read. */
const LOOKED_UP: readonly (readonly [name: RegExp, licence: string])[] = [
  // The builds of one program for several machines; the program itself says it.
  [/^@swc\/core-/, 'Apache-2.0'],
  // Its file LICENSE.
  [/^unionfs$/, 'Unlicense'],
]

export type Dependency = { readonly name: string; readonly version: string; readonly licence: string }

type Lock = {
  readonly packages: Readonly<Record<string, { version?: string; license?: string; dev?: boolean; link?: boolean }>>
}

/** What runs in production, as the lock file has it: the same list on every machine. */
export function productionDependencies(lock: Lock = JSON.parse(readFileSync(LOCK, 'utf8'))): Dependency[] {
  return Object.entries(lock.packages).flatMap(([path, { version, license, dev, link }]) => {
    const name = path.split('node_modules/').at(-1) ?? ''
    // Beside node_modules stand the project itself and its own packages.
    if (!path.includes('node_modules/') || dev || link || version === undefined) return []
    return [{ name, version, licence: license ?? lookUp(name) }]
  })
}

function lookUp(name: string): string {
  return LOOKED_UP.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown'
}

/** Whether an expression such as "(MIT OR GPL-3.0)" leaves a way that is allowed (https://spdx.org/licenses). */
export function isAllowed(licence: string): boolean {
  const bare = licence.replaceAll(/[()]/g, '')
  return bare.split(' OR ').some((way) => way.split(' AND ').every((one) => ALLOWED.has(one.trim())))
}

export function renderLicences(dependencies: readonly Dependency[] = productionDependencies()): string {
  const byLicence = Map.groupBy(dependencies, ({ licence }) => licence)
  const rows = [...byLicence]
    .toSorted(([a, some], [b, others]) => others.length - some.length || a.localeCompare(b, 'en'))
    .map(([licence, of]) => [licence, String(of.length), namesOf(of).join(', ')])
  return [
    '# Licences',
    '',
    writtenFrom('`package-lock.json`'),
    '',
    `The orchestrator itself is under the [MIT licence](https://spdx.org/licenses/MIT.html). In production it runs with ${dependencies.length} packages of`,
    'others, builds for all machines counted. A test refuses a licence that is not on the list in',
    '`cli/docs/licences.ts`; their texts lie in `node_modules`, beside each package.',
    '',
    ...table(['licence', 'packages', 'names'], rows),
    '',
  ].join('\n')
}

function namesOf(dependencies: readonly Dependency[]): string[] {
  return [...new Set(dependencies.map(({ name, version }) => `${name} ${version}`))].toSorted((a, b) =>
    a.localeCompare(b, 'en'),
  )
}
