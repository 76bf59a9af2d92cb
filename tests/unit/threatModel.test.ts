import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const docs = new URL('../../docs/', import.meta.url)
const page = readFileSync(new URL('threat-model.md', docs), 'utf8')
const sections = page.split(/^## /m).slice(1)
const boundaries = sections.filter((section) => /^\d/.test(section))

describe('the threat model', () => {
  it('names for every threat what stands against it and a test that is there', () => {
    const threats = boundaries.flatMap((section) =>
      section.split('\n').filter((line) => /^\| (?!threat|---)/.test(line)),
    )
    expect(threats.length).toBeGreaterThan(25)
    for (const threat of threats) {
      const [, stands = '', shown = ''] = threat.split(' | ')
      const tests = [...shown.matchAll(/\]\((\.\.\/tests\/[\w./]+\.ts)\)/g)].map(([, file = '']) => file)
      expect([threat, stands.length > 10, tests.length > 0]).toEqual([threat, true, true])
      expect(tests.filter((file) => !existsSync(new URL(file, docs)))).toEqual([])
    }
  })

  it('says of every boundary what is left', () => {
    expect(boundaries.length).toBe(7)
    for (const section of boundaries) expect(section).toContain('**Left.**')
  })

  it('has one file for each of the ten risks, and links each', () => {
    const files = readdirSync(new URL('../security/', import.meta.url))
    for (let risk = 1; risk <= 10; risk += 1) {
      const [file, ...more] = files.filter((name) => new RegExp(`^api${risk}[A-Z]`).test(name))
      expect([risk, file === undefined, more]).toEqual([risk, false, []])
      expect(page).toContain(`../tests/security/${file}`)
    }
  })
})
