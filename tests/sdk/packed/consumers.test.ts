import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SETTLED_MS } from '../../e2e/createOrders.ts'
import { useTestStack } from '../../e2e/useTestStack.ts'
import { servePage } from './browserPage.ts'
import { findChromium, openPage } from './chromium.ts'
import { compile, type Installed, installPacked, runCompiled } from './installPacked.ts'
import { PROGRAM } from './program.ts'

const running = useTestStack()
let packed: Installed | undefined

beforeAll(async () => {
  packed = await installPacked()
}, SETTLED_MS)

afterAll(async () => {
  await packed?.remove()
})

function installed(): Installed {
  if (packed === undefined) throw new Error('The package was not installed')
  return packed
}

describe('the SDK as packed', () => {
  it.each([
    ['an ES module', 'module', 'undefined'],
    ['CommonJS', 'commonjs', 'function'],
  ])(
    'compiles and runs in %s',
    async (_, type, require) => {
      const folder = path.join(installed().folder, type)
      await mkdir(folder)
      await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type }))
      await writeFile(path.join(folder, 'program.ts'), PROGRAM)
      await compile(folder)
      const { apiUrl, apiKey } = running().stack
      const printed = await runCompiled(folder, { API_URL: apiUrl, API_KEY: apiKey })
      expect(JSON.parse(printed)).toEqual({
        format: require,
        shown: ['50.00', 'CANCELED'],
        listed: 1,
        sameClasses: true,
      })
    },
    SETTLED_MS,
  )

  it(
    'runs in a browser: requests over a proxy of the shop, events across origins with a ticket',
    async ({ skip }) => {
      const chromium = await findChromium()
      if (chromium === null) skip('No Chromium was found: name one in CHROME_BIN to run this test.')
      const page = await servePage(path.join(installed().folder, 'node_modules'), running().stack)
      const browser = openPage(chromium ?? '', page.url)
      try {
        expect(await page.result).toEqual({
          refusal: 'InsufficientFundsError',
          heard: ['order.created', 'order.closed'],
          webhook: 'wrong_signature',
          sum: '0.30',
        })
      } finally {
        await browser.close()
        await page.close()
      }
    },
    SETTLED_MS,
  )
})
