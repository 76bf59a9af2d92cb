import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Connection } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { connectionOptions, type TemporalPlace } from '../../config/temporalConnection.ts'
import { temporalDependency } from '../../lifecycle/dependencies.ts'
import { probeTemporal } from '../../lifecycle/probeTemporal.ts'
import { makeAuthority } from './support/authority.ts'
import { startTlsFront } from './support/tlsFront.ts'

const NAME = 'temporal.test'
let folder: string
let plain: string
let front: Awaited<ReturnType<typeof startTlsFront>>
/** Like the front, but for friends only. */
let strict: Awaited<ReturnType<typeof startTlsFront>>
const file = (name: string) => path.join(folder, name)
const at = (port: number, more: Partial<TemporalPlace> = {}): TemporalPlace => ({
  temporalAddress: `localhost:${port}`,
  temporalNamespace: 'default',
  temporalServerCaPath: file('ca.pem'),
  temporalServerName: NAME,
  ...more,
})

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'offerhub-tls-'))
  const [ours, others] = [await makeAuthority('ours'), await makeAuthority('others')]
  const [server, client] = [await ours.issue(NAME, 'server'), await ours.issue('worker', 'client')]
  await writeFile(file('ca.pem'), ours.cert)
  await writeFile(file('other.pem'), others.cert)
  await writeFile(file('client.pem'), client.cert)
  await writeFile(file('client.key'), client.key)
  plain = inject('temporalAddress')
  const [host = '', port] = plain.split(':')
  const behind = { host, port: Number(port) }
  front = await startTlsFront(server, behind)
  strict = await startTlsFront({ ...server, ca: ours.cert, requestCert: true, rejectUnauthorized: true }, behind)
})

afterAll(async () => {
  front.stop()
  strict.stop()
  await rm(folder, { recursive: true, force: true })
})

/** What both processes do with the same settings: the API with the one client, the worker with the other. */
async function useBoth(place: TemporalPlace): Promise<void> {
  const api = Connection.lazy({ ...connectionOptions(place), interceptors: [] })
  try {
    await temporalDependency(api, place).check()
  } finally {
    await api.close()
  }
  const worker = await NativeConnection.connect(connectionOptions(place))
  await worker.workflowService.getSystemInfo({})
  await worker.close()
}

describe('a Temporal behind TLS', () => {
  it('is reached by the clients of API and worker, with the authority that signed its certificate', async () => {
    await useBoth(at(front.port))
  })

  it('is reached with a certificate of ours where it asks for one', async () => {
    const ours = { temporalClientCertPath: file('client.pem'), temporalClientKeyPath: file('client.key') }
    await useBoth(at(strict.port, ours))
    await expect(useBoth(at(strict.port))).rejects.toThrow(/TEMPORAL_TLS_CLIENT_CERT_PATH/)
  })

  it('under an API key is spoken to with TLS, and with the name of the namespace', () => {
    const options = connectionOptions({
      temporalAddress: 'x:7233',
      temporalNamespace: 'shop.a1b2c',
      temporalApiKey: 'k',
    })
    expect(options).toMatchObject({ tls: true, apiKey: 'k', metadata: { 'temporal-namespace': 'shop.a1b2c' } })
  })

  const wrong: readonly [told: string, place: () => TemporalPlace, about: RegExp][] = [
    [
      'another authority',
      () => at(front.port, { temporalServerCaPath: file('other.pem') }),
      /TEMPORAL_TLS_SERVER_CA_CERT_PATH/,
    ],
    ['no authority', () => at(front.port, { temporalServerCaPath: undefined }), /set TEMPORAL_TLS_SERVER_CA_CERT_PATH/],
    ['another name', () => at(front.port, { temporalServerName: undefined }), /TEMPORAL_TLS_SERVER_NAME/],
    ['TLS where there is none', () => ({ ...at(0), temporalAddress: plain }), /does not speak TLS/],
    ['nobody there', () => at(1), /TEMPORAL_ADDRESS/],
  ]
  it.each(wrong)('with %s is refused in one sentence that names the setting', async (_told, place, about) => {
    const sentence = await probeTemporal(place())
    expect(sentence).toMatch(about)
    expect(sentence).not.toContain('\n')
    await expect(useBoth(place())).rejects.toThrow(sentence ?? '')
  })

  it('and spoken to without it says which setting is missing', async () => {
    const place = { temporalAddress: `localhost:${front.port}`, temporalNamespace: 'default' }
    await expect(useBoth(place)).rejects.toThrow(/if it expects TLS, set TEMPORAL_TLS=true/)
  })

  it('is what the commands reach too, and a wrong authority is all that they say', async () => {
    const env = {
      PATH: process.env.PATH,
      TEMPORAL_ADDRESS: `localhost:${front.port}`,
      TEMPORAL_TLS_SERVER_NAME: NAME,
      TEMPORAL_NAMESPACE: 'default',
    }
    const run = (ca: string) =>
      new Promise<{ code: number | null; said: string }>((resolve) => {
        const child = execFile(
          process.execPath,
          ['cli/temporalPromote.ts', '--unversioned'],
          { env: { ...env, TEMPORAL_TLS_SERVER_CA_CERT_PATH: file(ca) } },
          (_error, stdout, stderr) => resolve({ code: child.exitCode, said: stdout + stderr }),
        )
      })
    expect(await run('ca.pem')).toEqual({ code: 0, said: expect.stringMatching(/^Temporal gives all work/) })
    expect(await run('other.pem')).toEqual({
      code: 1,
      said: expect.stringMatching(/^Temporal cannot be used: .*correct TEMPORAL_TLS_SERVER_CA_CERT_PATH\.\n$/),
    })
  })
})
