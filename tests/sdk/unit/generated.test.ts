import { readdir, readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { renderSdk } from '../../../cli/sdk/render.ts'
import { OPERATIONS } from '../../../sdk/src/generated/operations.ts'
import { SDK_VERSION } from '../../../sdk/src/index.ts'

const SDK = new URL('../../../sdk/', import.meta.url)

it('the generated files of the SDK are what the schemas and catalogues make today: npm run sdk:generate', async () => {
  const made = renderSdk()
  const folder = new URL('src/generated/', SDK)
  expect(await readdir(folder)).toEqual([...made.keys()].sort())
  for (const [name, text] of made) expect(await readFile(new URL(name, folder), 'utf8')).toBe(text)
})

it('every operation of the API can be called through the SDK', async () => {
  const files = await readdir(new URL('src/', SDK), { recursive: true })
  const written = files.filter((name) => name.endsWith('.ts') && !name.startsWith('generated'))
  const sources = await Promise.all(written.map((name) => readFile(new URL(`src/${name}`, SDK), 'utf8')))
  const all = sources.join('\n')
  // The stream is opened by its address, because it is no request that ends.
  const called = Object.keys(OPERATIONS).filter((name) => name === 'streamEvents' || all.includes(`'${name}'`))
  expect(called).toEqual(Object.keys(OPERATIONS))
})

it('no file of the SDK imports anything of Node, or anything that is not in its package', async () => {
  const { dependencies } = JSON.parse(await readFile(new URL('package.json', SDK), 'utf8'))
  const files = await readdir(new URL('src/', SDK), { recursive: true })
  for (const name of files.filter((file) => file.endsWith('.ts'))) {
    const source = await readFile(new URL(`src/${name}`, SDK), 'utf8')
    for (const [, from = ''] of source.matchAll(/ from '([^']+)'/g)) {
      expect([name, from.startsWith('.') || from in dependencies]).toEqual([name, true])
      expect([name, from.includes('../../../')]).toEqual([name, false])
    }
  }
})

it('the SDK says the version of its package', async () => {
  expect(JSON.parse(await readFile(new URL('package.json', SDK), 'utf8')).version).toBe(SDK_VERSION)
})

it('everything that the SDK exports from generated files says what it means', async () => {
  for (const name of ['types.ts', 'errors.ts', 'events.ts', 'transitions.ts']) {
    const source = await readFile(new URL(`src/generated/${name}`, SDK), 'utf8')
    const bare = [...source.matchAll(/(?<!\*\/)\nexport (?:const|type|class) (\w+)/g)].map(([, exported]) => exported)
    expect([name, bare]).toEqual([name, []])
  }
})
