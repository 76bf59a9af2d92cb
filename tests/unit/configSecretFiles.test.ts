import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { inspectSettings } from '../../config/readSettings.ts'

const folder = mkdtempSync(join(tmpdir(), 'offerhub-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

const URL = 'postgres://app:hidden@127.0.0.1:5432/offerhub'

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function read(env: Record<string, string>) {
  const { values, problems } = inspectSettings(['databaseUrl', 'logLevel'], env)
  return { databaseUrl: values.databaseUrl, problems: problems.map(({ problem }) => problem) }
}

describe('a secret whose variable ends in _FILE', () => {
  it('is read from that file, without the line break at its end', () => {
    expect(read({ DATABASE_URL_FILE: file('url', `${URL}\n`) })).toEqual({ databaseUrl: URL, problems: [] })
  })

  it('is refused in one sentence when the file is not there', () => {
    const [problem = '', ...others] = read({ DATABASE_URL_FILE: join(folder, 'absent') }).problems
    expect(others).toEqual([])
    expect(problem).toMatch(/^DATABASE_URL_FILE names .*absent, which cannot be read \(ENOENT\)\./)
  })

  it('is refused when the variable itself is set too, because nobody can tell which is meant', () => {
    const { problems } = read({ DATABASE_URL: URL, DATABASE_URL_FILE: file('both', URL) })
    expect(problems).toEqual(['DATABASE_URL and DATABASE_URL_FILE are both set. Leave one of them out.'])
  })

  it('is refused when the file is empty or far too large', () => {
    expect(read({ DATABASE_URL_FILE: file('empty', '\n') }).problems).toHaveLength(1)
    expect(read({ DATABASE_URL_FILE: file('large', 'x'.repeat(70_000)) }).problems[0]).toMatch(/65536 bytes/)
  })

  it('is never shown when it is not valid', () => {
    const { problems } = read({ DATABASE_URL_FILE: file('wrong', 'mysql://app:hidden@db/x') })
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^DATABASE_URL /)
    expect(problems[0]).not.toContain('hidden')
  })

  it('does not exist for what is no secret', () => {
    expect(inspectSettings(['logLevel'], { LOG_LEVEL_FILE: file('level', 'debug') }).values.logLevel).toBe('info')
  })
})
