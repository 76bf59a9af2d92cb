import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { atLeast, readReport } from '../../cli/audit/readReport.ts'
import { isAllowed, productionDependencies, renderLicences } from '../../cli/docs/licences.ts'

const dependencies = productionDependencies()

describe('the licences of what runs in production', () => {
  it('are all on the list of those that are allowed', () => {
    expect(dependencies.length).toBeGreaterThan(200)
    expect(dependencies.filter(({ licence }) => !isAllowed(licence))).toEqual([])
  })

  it.each([
    ['GPL-3.0', false],
    ['unknown', false],
    ['', false],
    ['MIT AND GPL-2.0', false],
    ['(MIT OR GPL-3.0)', true],
    ['Apache-2.0 AND MIT', true],
    ['SEE LICENSE IN LICENSE.txt', false],
  ])('"%s" is allowed: %s', (licence, allowed) => {
    expect(isAllowed(licence)).toBe(allowed)
  })

  it('of a package that is new and not allowed is found, and one for development is not asked about', () => {
    const packages = {
      '': { version: '1.0.0', license: 'MIT' },
      sdk: { version: '1.0.0' },
      'node_modules/@offerhub/sdk': { link: true },
      'node_modules/a/node_modules/@scope/copyleft': { version: '2.0.0', license: 'AGPL-3.0-only' },
      'node_modules/silent': { version: '3.0.0' },
      'node_modules/tool': { version: '4.0.0', license: 'GPL-3.0', dev: true },
    }
    expect(productionDependencies({ packages })).toEqual([
      { name: '@scope/copyleft', version: '2.0.0', licence: 'AGPL-3.0-only' },
      { name: 'silent', version: '3.0.0', licence: 'unknown' },
    ])
  })

  it('are written down as the lock file has them', () => {
    const page = readFileSync(new URL('../../docs/licences.md', import.meta.url), 'utf8')
    expect(page === renderLicences(), 'docs/licences.md is out of date: run "npm run docs:generate"').toBe(true)
  })
})

describe('the versions of what runs in production', () => {
  it('are exact, so that what was tested is what is installed', () => {
    const { dependencies: asked, devDependencies } = JSON.parse(
      readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as Record<'dependencies' | 'devDependencies', Record<string, string>>
    const versions = Object.entries({ ...asked, ...devDependencies })
    expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([])
  })
})

describe('the report of known weaknesses', () => {
  const printed = JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: {
      express: { severity: 'high', via: [{ title: 'Open redirect' }, 'qs'] },
      qs: { severity: 'low', via: [{ title: 'Slow' }] },
    },
  })

  it('names each package with how bad it is', () => {
    expect(readReport(printed).weaknesses).toEqual([
      { name: 'express', severity: 'high', titles: ['Open redirect'] },
      { name: 'qs', severity: 'low', titles: ['Slow'] },
    ])
    expect(atLeast(readReport(printed).weaknesses ?? [], 'moderate').map(({ name }) => name)).toEqual(['express'])
  })

  it.each(['', 'not json', '{}', '{"message":"405 Method Not Allowed"}', '{"vulnerabilities":{"x":{}}}'])(
    'is not taken for a clean one when there is none: %s',
    (text) => {
      expect(readReport(text).weaknesses).toBeNull()
    },
  )
})
