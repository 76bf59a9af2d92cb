import { existsSync, readFileSync } from 'node:fs'
import { validate } from 'dockerfile-utils'
import { describe, expect, it } from 'vitest'
import packageJson from '../../../package.json' with { type: 'json' }

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')
const dockerfile = read('Dockerfile')
const instructions = (name: string) => [...dockerfile.matchAll(new RegExp(`^${name} (.*)$`, 'gm'))].map(([, is]) => is)

describe('the Dockerfile', () => {
  it('has nothing that the validator objects to, which does object to a mistake', () => {
    expect(validate(dockerfile)).toEqual([])
    expect(validate(dockerfile.replace('EXPOSE 4000', 'EXPOSE fourthousand'))).not.toEqual([])
  })

  it('builds on the Node that the project runs on, by its full version, in every stage that does not build on another', () => {
    const { node } = packageJson.devDependencies
    const bases = instructions('FROM').filter((from) => !from?.startsWith('dependencies '))
    expect(bases).toEqual([`node:${node}-bookworm-slim AS dependencies`, `node:${node}-bookworm-slim AS runtime`])
  })

  it('runs as nobody who could change the system, in production, on the bundle that it has built', () => {
    expect(instructions('USER')).toEqual(['1000:1000'])
    expect(dockerfile).toContain('NODE_ENV=production')
    const target = /bundleWorkflows\.ts (\S+)/.exec(dockerfile)?.[1]
    expect(dockerfile).toContain(`WORKFLOW_BUNDLE=/app/${target}`)
    expect(dockerfile).toContain('npm ci --omit=dev --ignore-scripts')
  })

  it('starts programs that exist', () => {
    const programs = [...dockerfile.matchAll(/"node", "([^"]+)"/g)].map(([, program = '']) => program)
    expect(programs).toEqual(['cli/health.ts', 'server.ts'])
    for (const program of programs) expect(existsSync(new URL(`../../../${program}`, import.meta.url))).toBe(true)
  })
})

describe('.dockerignore', () => {
  const lines = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))

  it('lets nothing through that it does not name, and names only what there is', () => {
    expect(lines[0]).toBe('*')
    const named = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    for (const name of named) expect(existsSync(new URL(`../../../${name}`, import.meta.url)), name).toBe(true)
    expect(named).not.toContain('tests')
    expect(named.filter((name) => name.startsWith('.'))).toEqual([])
  })
})
