import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { faultTable } from '../../sandbox/faults/catalogue.ts'

it('the page about the sandbox lists every fault as the catalogue describes it', () => {
  const page = readFileSync(new URL('../../docs/sandbox-differences.md', import.meta.url), 'utf8')
  expect(page).toContain(faultTable())
})
