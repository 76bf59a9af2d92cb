import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { DCLinter } from 'dclint'
import { describe, expect, it } from 'vitest'
import { CATALOGUE } from '../../../config/catalogue.ts'
import type { ProcessName, Setting } from '../../../config/setting.ts'
import { SERVER_VERSION } from '../../../local/temporal/findTemporalServer.ts'
import { readCompose, readComposeText } from '../../production/support/compose.ts'

const FILE = fileURLToPath(new URL('../../../docker-compose.yml', import.meta.url))
/** What Compose refuses to go on without. */
const REQUIRED = { RELEASE: '1.2.3', STELLAR_NETWORK: 'testnet' }
const compose = readCompose(REQUIRED)
const ours = Object.entries(compose.services).filter(([, { image }]) => image.startsWith('offerhub-orchestrator:'))

/** Checks against the schema of the Compose specification, and for what people get wrong. */
function lint(file: string): string[] {
  const linter = new DCLinter({
    // Our order tells the story from the outside in; the alphabet tells none.
    rules: { 'service-keys-order': 0, 'services-alphabetical-order': 0, 'top-level-properties-order': 0 },
    quiet: false,
    debug: false,
    exclude: [],
  })
  // Its types name files that the package does not have.
  const results = linter.lintFiles([file], false) as { messages: { line: number; message: string }[] }[]
  return results.flatMap(({ messages }) => messages.map(({ line, message }) => `${line}: ${message}`))
}

function lintText(text: string): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'offerhub-compose-'))
  try {
    writeFileSync(path.join(folder, 'docker-compose.yml'), text)
    return lint(path.join(folder, 'docker-compose.yml'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('docker-compose.yml', () => {
  it('keeps to the Compose specification and to the rules of the linter', () => {
    expect(lint(FILE)).toEqual([])
  })

  it('would be refused with a key that there is not, and with a value of another kind', () => {
    const text = readComposeText()
    expect(lintText(text.replace('stop_grace_period: 60s', 'stop_grace_time: 60s'))).not.toEqual([])
    expect(lintText(text.replace('condition: service_healthy', 'condition: service_well'))).not.toEqual([])
  })

  it('names what has to be set before anything starts', () => {
    expect(() => readCompose({ STELLAR_NETWORK: 'testnet' })).toThrow(/RELEASE is not set/)
    expect(() => readCompose({ RELEASE: '1' })).toThrow(/STELLAR_NETWORK is not set/)
  })

  it('gives each process every setting that it reads, and the API no secret of the worker', () => {
    const given = (name: ProcessName) => Object.keys(compose.services[name]?.environment ?? {})
    for (const name of ['api', 'worker'] as const) {
      const settings = Object.values<Setting>(CATALOGUE).filter((entry) => entry.readBy.includes(name))
      const wanted = settings
        .map(({ env, secret }) => (secret ? `${env}_FILE` : env))
        .filter((env) => env !== 'WORKFLOW_BUNDLE')
      expect(given(name).sort()).toEqual(wanted.sort())
    }
    expect(compose.services.api?.secrets).not.toContain('master_key')
  })

  it('holds no secret: every one comes from a file that is mounted, and is mounted where it is named', () => {
    const secrets = Object.values<Setting>(CATALOGUE).filter(({ secret }) => secret)
    for (const [service, { environment, secrets: mounted }] of Object.entries(compose.services)) {
      for (const { env } of secrets) expect(environment[env], `${env} of ${service}`).toBeUndefined()
      const named = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'))
      expect(mounted, service).toEqual(expect.arrayContaining(named.map((file) => path.basename(file))))
    }
    for (const mounted of ours.flatMap(([, { secrets: names }]) => names))
      expect(compose.secrets).toHaveProperty(mounted)
  })

  it('pins every image to a version, and runs the Temporal that the tests run', () => {
    const foreign = Object.values(compose.services)
      .map(({ image }) => image)
      .filter((image) => !image.startsWith('offerhub-'))
    for (const image of foreign) expect(image).toMatch(/:\d+\.\d+(\.\d+)?(-\w+)?$/)
    expect(foreign).toContain(`temporalio/server:${SERVER_VERSION}`)
    expect(foreign).toContain(`temporalio/admin-tools:${SERVER_VERSION}`)
    expect(foreign.some((image) => image.startsWith('postgres:18'))).toBe(true)
  })

  it('starts programs that exist, keeps services going and looks after their health', () => {
    for (const [name, { command = [], restart, healthcheck, profiles }] of ours) {
      const [program, script = ''] = command
      expect([name, program, existsSync(new URL(`../../../${script}`, import.meta.url))]).toEqual([name, 'node', true])
      const isJob = restart === 'on-failure:5'
      expect([name, isJob || restart === 'unless-stopped']).toEqual([name, true])
      expect([name, isJob || healthcheck !== undefined]).toEqual([name, true])
      expect([name, name === 'sandbox' || profiles.length === 0]).toEqual([name, true])
    }
  })

  it('waits for what has to be there: jobs to their end, services until they are well', () => {
    for (const [name, { depends_on: dependencies }] of Object.entries(compose.services)) {
      for (const [other, { condition, required }] of Object.entries(dependencies)) {
        const isJob = compose.services[other]?.restart === 'on-failure:5'
        const wanted = isJob ? 'service_completed_successfully' : 'service_healthy'
        expect([name, other, condition]).toEqual([name, other, wanted])
        // What may stand elsewhere is left out with its profile, and must not hold up the rest.
        const inProfile = (compose.services[other]?.profiles.length ?? 0) > 0
        const sameProfile = compose.services[name]?.profiles.join() === compose.services[other]?.profiles.join()
        expect([name, other, required === false]).toEqual([name, other, inProfile && !sameProfile])
      }
    }
  })
})
