import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type DevFile, readDevFile, writeDevFile } from '../../local/supervisor/devFile.ts'
import { loadSecrets, saveSecrets } from '../../local/supervisor/secrets.ts'
import { openStateFolder } from '../../local/supervisor/stateFolder.ts'
import { temporaryFolder } from './temporaryFolder.ts'

const openNew = () => openStateFolder(join(temporaryFolder(), 'state'))

describe('the state folder', () => {
  test('a file in its place is an error that says how to choose another', () => {
    const path = join(temporaryFolder(), 'state')
    writeFileSync(path, '')
    expect(() => openStateFolder(path)).toThrow(`The state folder ${path} cannot be used`)
    expect(() => openStateFolder(path)).toThrow('OFFERHUB_STATE_DIR=')
  })

  test.runIf(process.getuid?.() !== 0)('a folder that may not be written is an error with the way out', () => {
    const path = join(temporaryFolder(), 'state')
    mkdirSync(path, { mode: 0o500 })
    expect(() => openStateFolder(path)).toThrow('Give this user the right to write there')
    chmodSync(path, 0o700)
  })
})

describe('the secrets', () => {
  test('are made once, for the owner only, and read again unchanged', async () => {
    const state = openNew()
    const made = await loadSecrets(state)
    expect(made.masterKey).toMatch(/^k1:.{44}$/)
    const all = [made.treasurySecret, made.sponsorSecret, made.resolverSecret, ...made.deployerSecrets]
    expect(all.length).toBeGreaterThan(3)
    expect(new Set(all).size).toBe(all.length)
    expect(statSync(state.secrets).mode & 0o777).toBe(0o600)
    expect(await loadSecrets(state)).toEqual(made)
  })

  test('that are not JSON are named, with what hangs on them and what to do', async () => {
    const state = openNew()
    writeFileSync(state.secrets, '{"masterKey": "k1:')
    await expect(loadSecrets(state)).rejects.toThrow(`${state.secrets} is not valid JSON`)
    await expect(loadSecrets(state)).rejects.toThrow('restore it from a copy')
    expect(readFileSync(state.secrets, 'utf8')).toBe('{"masterKey": "k1:')
  })

  test('that lack a field are refused by the name of the field', async () => {
    const state = openNew()
    const { sponsorSecret: _gone, ...rest } = await loadSecrets(state)
    writeFileSync(state.secrets, JSON.stringify(rest))
    await expect(loadSecrets(state)).rejects.toThrow('lacks or garbles: sponsorSecret')
  })

  test('are not made anew beside a database that needs the old ones', async () => {
    const state = openNew()
    mkdirSync(state.postgres)
    await expect(loadSecrets(state)).rejects.toThrow(`${state.secrets} is missing`)
    expect(existsSync(state.secrets)).toBe(false)
  })

  test('keep the development key together with its database', async () => {
    const state = openNew()
    const secrets = await loadSecrets(state)
    saveSecrets(state, { ...secrets, apiKey: { key: 'ohk_test_1', database: 'embedded' } })
    expect((await loadSecrets(state)).apiKey).toEqual({ key: 'ohk_test_1', database: 'embedded' })
  })
})

describe('dev.json', () => {
  const dev = (apiPid: number): DevFile => ({
    apiUrl: 'http://127.0.0.1:4000',
    apiKey: 'x'.repeat(100_000),
    temporalAddress: '127.0.0.1:7233',
    temporalUi: 'http://127.0.0.1:8233',
    databaseUrl: 'postgres://127.0.0.1/offerhub',
    sandbox: { rpcUrl: 'r', trustlessWorkUrl: 't', faucetUrl: 'f', controlUrl: 'c' },
    pids: { supervisor: 1, api: apiPid },
  })

  test('is never seen half-written by a reader while it is replaced', async () => {
    const { path } = openNew()
    const file = join(path, 'dev.json')
    writeDevFile(file, dev(0))
    const { Worker } = await import('node:worker_threads')
    const reader = new Worker(
      `const { readFileSync } = require('node:fs'); const { parentPort } = require('node:worker_threads')
       let reads = 0, stop = false
       parentPort.on('message', () => { stop = true })
       const read = () => { JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8')); reads++; stop ? parentPort.postMessage(reads) : setImmediate(read) }
       parentPort.postMessage('ready'); read()`,
      { eval: true },
    )
    const nextMessage = () =>
      new Promise<unknown>((resolve, reject) => {
        reader.once('message', resolve)
        reader.once('error', reject)
      })
    await nextMessage()
    for (let pid = 1; pid <= 200; pid++) writeDevFile(file, dev(pid))
    const answer = nextMessage()
    reader.postMessage('stop')
    expect(await answer).toBeGreaterThan(10)
    await reader.terminate()
    expect(readDevFile(file)?.pids.api).toBe(200)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('that is cut off counts as none', () => {
    const { dev: file } = openNew()
    writeFileSync(file, '{"apiUrl": "http')
    expect(readDevFile(file)).toBeUndefined()
  })
})
