import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Keypair, Networks } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { CATALOGUE, type SettingName } from '../../config/catalogue.ts'
import type { Environment } from '../../config/givenValue.ts'
import { loadApiConfig, loadWorkerConfig } from '../../config/load.ts'
import { ConfigurationError, readSettings } from '../../config/readSettings.ts'
import type { ProcessName, Setting } from '../../config/setting.ts'

const secret = () => Keypair.random().secret()
const masterKey = () => `k1:${randomBytes(32).toString('base64')}`

const PUBLIC: Environment = {
  NODE_ENV: 'production',
  DATABASE_URL: `postgres://offerhub_app:${randomBytes(16).toString('hex')}@db:5432/offerhub`,
  STELLAR_NETWORK: 'public',
  STELLAR_RPC_URL: 'https://rpc.example.com',
  TRUSTLESS_WORK_API_KEY: randomBytes(16).toString('hex'),
  ESCROW_FACTORY_ID: `C${'A'.repeat(55)}`,
  MASTER_KEY: masterKey(),
  WEBHOOK_KEYS: masterKey(),
  TREASURY_SECRET: secret(),
  SPONSOR_SECRET: secret(),
  RESOLVER_SECRET: secret(),
  DEPLOYER_SECRETS: `${secret()},${secret()}`,
}
const HASH = 'ab'.repeat(32)
const TESTNET = { ...PUBLIC, STELLAR_NETWORK: 'testnet', ESCROW_WASM_HASH: HASH, MULTI_ESCROW_WASM_HASH: HASH }
const LOCAL = {
  ...PUBLIC,
  STELLAR_NETWORK: 'local',
  STELLAR_RPC_URL: 'http://sandbox:8000/rpc',
  TRUSTLESS_WORK_URL: 'http://sandbox:8000/trustless-work',
  TRUSTLESS_WORK_API_KEY: 'sandbox',
}

function problemsOf(env: Environment, process: ProcessName = 'worker'): readonly string[] {
  try {
    readSettings(process, env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

describe('each setting of the catalogue, when it is wrong', () => {
  /** Refused by every format: letters that no setting has, and a blank. */
  const WRONG = '§ §'
  const names = Object.keys(CATALOGUE) as SettingName[]

  it.each(names)('%s: one problem that begins with the name of its variable', (name) => {
    const { env, secret: isSecret, readBy }: Setting = CATALOGUE[name]
    const [process] = readBy
    if (process === undefined) throw new Error(`Nobody reads ${env}`)
    expect(problemsOf(PUBLIC, process)).toEqual([])
    const problems = problemsOf({ ...PUBLIC, [env]: WRONG }, process)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^${env} must .+\\.$`, 's'))
    expect(problems[0]?.includes(WRONG)).toBe(!isSecret)
  })

  it.each(names)('%s: is named when it is missing and nothing stands in for it', (name) => {
    const { env, fallback, optional, readBy }: Setting = CATALOGUE[name]
    const problems = problemsOf({}, readBy[0] ?? 'worker').filter((problem) => problem.startsWith(`${env} `))
    const isNeeded = fallback === undefined && optional === undefined
    expect(problems).toEqual(isNeeded ? [expect.stringContaining(`${env} is not set. `)] : [])
  })
})

describe('production on the public network', () => {
  const refused: readonly (readonly [told: string, more: Environment, about: RegExp])[] = [
    [
      'a password that everybody knows',
      { DATABASE_URL: 'postgres://app:postgres@db/x' },
      /^DATABASE_URL is a secret for/,
    ],
    ["a password that is the user's name", { DATABASE_URL: 'postgres://owner-1:owner-1@db/x' }, /^DATABASE_URL is a/],
    [
      'a master key of zeros',
      { MASTER_KEY: `k1:${Buffer.alloc(32).toString('base64')}` },
      /^MASTER_KEY is a secret for/,
    ],
    [
      'an older master key that was typed',
      { MASTER_KEY: `${masterKey()},k0:${Buffer.from('01234567'.repeat(4)).toString('base64')}` },
      /^MASTER_KEY is a secret for/,
    ],
    [
      'a key of webhook secrets that was typed',
      { WEBHOOK_KEYS: `k1:${Buffer.alloc(32, 3).toString('base64')}` },
      /^WEBHOOK_KEYS is a secret for/,
    ],
    ['webhooks to private addresses', { WEBHOOK_PRIVATE_ADDRESSES: 'allow' }, /^WEBHOOK_PRIVATE_ADDRESSES is allow/],
    ['a treasury that was typed', { TREASURY_SECRET: `S${'B'.repeat(55)}` }, /^TREASURY_SECRET is a secret for/],
    ["the root key of a network's beginning", { SPONSOR_SECRET: rootKey(Networks.STANDALONE) }, /^SPONSOR_SECRET is a/],
    ['the root key of the test network', { RESOLVER_SECRET: rootKey(Networks.TESTNET) }, /^RESOLVER_SECRET is a/],
    [
      'one deployer of several that everybody knows',
      { DEPLOYER_SECRETS: `${secret()},${rootKey(Networks.SANDBOX)}` },
      /^DEPLOYER_SECRETS is a secret for/,
    ],
    [
      "the local stack's key of the vendor",
      { TRUSTLESS_WORK_API_KEY: 'sandbox' },
      /^TRUSTLESS_WORK_API_KEY is that of/,
    ],
    ['RPC in clear', { STELLAR_RPC_URL: 'http://rpc.example.com' }, /^STELLAR_RPC_URL is http:\/\/rpc.example.com/],
    ['the vendor in clear', { TRUSTLESS_WORK_URL: 'http://api.trustlesswork.com' }, /^TRUSTLESS_WORK_URL is http:/],
    [
      'the passphrase of a local network',
      { STELLAR_NETWORK_PASSPHRASE: Networks.SANDBOX },
      /STELLAR_NETWORK is public/,
    ],
    [
      "the test network's RPC server",
      { STELLAR_RPC_URL: 'https://soroban-testnet.stellar.org' },
      /^STELLAR_RPC_URL is on/,
    ],
    ["the test network's USDC", { USDC_ISSUER: Keypair.random().publicKey() }, /^USDC_ISSUER is G/],
  ]

  it.each(refused)('refuses %s in one sentence that names the variable', (_told, more, about) => {
    const problems = problemsOf({ ...PUBLIC, ...more })
    expect(problems).toContainEqual(expect.stringMatching(about))
    // The wrong passphrase makes other settings wrong as well; every other mistake is told once.
    if (!('STELLAR_NETWORK_PASSPHRASE' in more)) expect(problems).toHaveLength(1)
  })

  it.each(refused)('refuses %s also where NODE_ENV was forgotten', (_told, more, about) => {
    expect(problemsOf({ ...PUBLIC, ...more, NODE_ENV: undefined })).toContainEqual(expect.stringMatching(about))
  })

  it('refuses to give callers an address in clear', () => {
    const problems = problemsOf({ ...PUBLIC, PUBLIC_URL: 'http://api.example.com' }, 'api')
    expect(problems).toEqual([expect.stringMatching(/^PUBLIC_URL is http:\/\/api\.example\.com.*use https\.$/)])
  })

  it('never shows the secret that it refuses', () => {
    const shown = problemsOf({
      ...PUBLIC,
      TREASURY_SECRET: rootKey(Networks.TESTNET),
      DATABASE_URL: 'postgres://a:changeme@db/x',
    })
    expect(shown).toHaveLength(2)
    expect(shown.join()).not.toMatch(/S[A-Z2-7]{55}|changeme/)
  })

  it('takes an RPC server on the same machine without encryption', () => {
    for (const url of ['http://127.0.0.1:8000', 'http://localhost:8000', 'http://[::1]:8000']) {
      expect(problemsOf({ ...PUBLIC, STELLAR_RPC_URL: url })).toEqual([])
    }
  })

  it('limits the requests of a key even when nobody thought of it', () => {
    expect(loadApiConfig(PUBLIC).rateLimitPerMinute).toBe(6_000)
    expect(loadApiConfig({ ...PUBLIC, RATE_LIMIT_PER_MINUTE: '50' }).rateLimitPerMinute).toBe(50)
  })
})

describe('production on another network', () => {
  it('runs, because the network is told and not a default: testnet, and a local one', () => {
    expect(loadWorkerConfig(TESTNET).network).toBe('testnet')
    expect(loadWorkerConfig(LOCAL).network).toBe('sandbox')
    const { STELLAR_NETWORK: _, ...unsaid } = PUBLIC
    expect(problemsOf(unsaid)).toContainEqual(expect.stringMatching(/^STELLAR_NETWORK_PASSPHRASE is not set/))
  })

  it('takes no secrets for development there either, which a developer may use', () => {
    const env = { ...LOCAL, MASTER_KEY: `k1:${Buffer.alloc(32, 1).toString('base64')}` }
    expect(problemsOf(env)).toEqual([expect.stringMatching(/^MASTER_KEY is a secret .* NODE_ENV is production/)])
    expect(problemsOf({ ...env, NODE_ENV: 'development' })).toEqual([])
  })
})

function rootKey(passphrase: string): string {
  return Keypair.fromRawEd25519Seed(createHash('sha256').update(passphrase).digest()).secret()
}

describe('what was read at the start', () => {
  it('cannot be changed any more, nor what is inside of it', () => {
    for (const config of [loadApiConfig(PUBLIC), loadWorkerConfig(PUBLIC)]) {
      expect(Object.isFrozen(config)).toBe(true)
      for (const value of Object.values(config)) expect(typeof value !== 'object' || Object.isFrozen(value)).toBe(true)
      expect(() => Object.assign(config, { network: 'sandbox' })).toThrow(TypeError)
    }
    expect(() => (loadWorkerConfig(PUBLIC).deployerSecrets as string[]).push(secret())).toThrow(TypeError)
  })

  it('is all there is: nothing else in these folders asks the environment', async () => {
    const root = fileURLToPath(new URL('../../', import.meta.url))
    const folders = ['api', 'activities', 'chain', 'config', 'db', 'domain', 'lifecycle', 'worker', 'workflows']
    const files = await Promise.all(
      folders.map(async (folder) =>
        (await readdir(`${root}${folder}`, { recursive: true })).map((name) => `${folder}/${name}`),
      ),
    )
    const sources = files.flat().filter((name) => name.endsWith('.ts'))
    expect(sources.length).toBeGreaterThan(400)
    const asking = []
    for (const name of sources) {
      if (/process\.env/.test(await readFile(`${root}${name}`, 'utf8'))) asking.push(name)
    }
    expect(asking).toEqual([])
  })
})
