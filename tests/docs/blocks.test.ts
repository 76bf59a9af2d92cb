import { describe, expect, it } from 'vitest'
import { isShell, isTypeScript } from './support/blocks.ts'
import { readPages } from './support/pages.ts'
import { runPage } from './support/runPage.ts'
import { testExamples } from './support/testExamples.ts'
import { useReader } from './support/useReader.ts'

const PAGE_MS = 300_000
const pages = readPages()
const runnable = [...pages].map(([page, blocks]) => ({
  page,
  blocks: blocks.filter((block) => isShell(block) || isTypeScript(block) || block.language === 'json'),
}))
const run = runnable.filter(({ blocks }) =>
  blocks.some((block) => (isShell(block) || isTypeScript(block)) && block.notRun === null),
)
const reader = useReader()

describe('the blocks of a page, run from top to bottom as a reader would', () => {
  it.for(run)('$page does what it says', { timeout: PAGE_MS }, async ({ blocks }) => {
    const ran = await runPage(blocks, await reader().place(), reader().folder)
    expect(ran.blocks).toBeGreaterThan(0)
  })
})

testExamples(reader)

it('the address in a refusal leads a browser to the section about its code, and a program to the same as JSON', async () => {
  const { apiUrl } = reader().test.stack
  const refusal = (await (await fetch(`${apiUrl}/api/v1/orders`)).json()) as { error: { code: string; docs: string } }
  const address = refusal.error.docs.replace(/^http:\/\/localhost:\d+/, apiUrl)
  expect(await (await fetch(address)).json()).toMatchObject({ data: { code: 'UNAUTHORIZED' } })
  const section = await fetch(address, { headers: { accept: 'text/html' }, redirect: 'manual' })
  expect(section.headers.get('location')).toBe('/docs/guide/errors#unauthorized')
  const page = await fetch(new URL(section.headers.get('location') ?? '', apiUrl))
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await page.text()).toContain('<h2 id="unauthorized">')
})

it('every block is of a language that is run or known not to be, and each that is not run says why', () => {
  const all = [...pages.values()].flat()
  // A block without a language, or of text, is what a program prints.
  const known = ['sh', 'bash', 'ts', 'json', 'text', '']
  expect(all.filter(({ language }) => !known.includes(language))).toEqual([])
  const left = all.filter(({ notRun }) => notRun !== null)
  const reasons = left.map(({ page, line, notRun }) => `${page}:${line} ${notRun}`)
  console.log(`Not run, ${left.length} blocks:\n${reasons.join('\n')}`)
  expect(left.length).toBeLessThanOrEqual(20)
})
