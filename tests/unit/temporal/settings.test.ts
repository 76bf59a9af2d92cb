import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Environment } from '../../../config/givenValue.ts'
import { inspectSettings } from '../../../config/readSettings.ts'
import { connectionOptions, TEMPORAL_CONNECTION } from '../../../config/temporalConnection.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'offerhub-settings-'))
const noCertificate = path.join(folder, 'key')
writeFileSync(noCertificate, 'an API key\n')
afterAll(() => rmSync(folder, { recursive: true }))

function problemsOf(env: Environment): string[] {
  return inspectSettings([...TEMPORAL_CONNECTION, 'buildId'], env).problems.map(({ problem }) => problem)
}

describe('the settings that lead to Temporal', () => {
  it('are enough with an address, and then without TLS', () => {
    expect(problemsOf({ TEMPORAL_ADDRESS: 'temporal:7233' })).toEqual([])
    const options = connectionOptions({ temporalAddress: 'temporal:7233', temporalNamespace: 'default' })
    expect(options).toMatchObject({ address: 'temporal:7233', metadata: {} })
    expect(options.tls ?? null).toBeNull()
  })

  it('are ours alone: neither a variable of the process nor a profile file gets in', () => {
    process.env.TEMPORAL_API_KEY = 'of somebody else'
    try {
      const options = connectionOptions({ temporalAddress: 'temporal:7233', temporalNamespace: 'default' })
      expect(options.apiKey).toBeUndefined()
    } finally {
      delete process.env.TEMPORAL_API_KEY
    }
  })

  it('may have the key in a file, like every secret', () => {
    const { values, problems } = inspectSettings(TEMPORAL_CONNECTION, { TEMPORAL_API_KEY_FILE: noCertificate })
    expect([values.temporalApiKey, problems]).toEqual(['an API key', []])
  })

  const wrong: readonly [told: string, env: Environment, about: RegExp][] = [
    [
      'a file that is not there',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/nowhere' },
      /^TEMPORAL_TLS_SERVER_CA_CERT_PATH must/,
    ],
    ['a file without a certificate', { TEMPORAL_TLS_SERVER_CA_CERT_PATH: noCertificate }, /a certificate in PEM form/],
    ['a key without its certificate', { TEMPORAL_TLS_CLIENT_KEY_PATH: noCertificate }, /go together/],
    ['a key for a connection without TLS', { TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'k' }, /TEMPORAL_TLS is false/],
    ['TLS that is neither on nor off', { TEMPORAL_TLS: 'yes' }, /TEMPORAL_TLS must be one of true, false/],
    ['a release that no tag could have', { WORKER_BUILD_ID: 'a release' }, /WORKER_BUILD_ID must be/],
  ]
  it.each(wrong)('are refused with %s', (_told, env, about) => {
    expect(problemsOf(env)).toContainEqual(expect.stringMatching(about))
  })
})
