import { readFile } from 'node:fs/promises'
import { Networks } from '@stellar/stellar-sdk'
import { describe, expect, test } from 'vitest'
import { networkName } from '../../chain/network.ts'
import { renderEnvExample } from '../../cli/envExample.ts'
import { CATALOGUE } from '../../config/catalogue.ts'
import { loadApiConfig, loadWorkerConfig } from '../../config/load.ts'
import { ConfigurationError } from '../../config/readSettings.ts'
import type { Setting } from '../../config/setting.ts'
import { networkOf } from '../../domain/network.ts'

const ACCOUNT = `G${'A'.repeat(55)}`
const SECRET = `S${'B'.repeat(55)}`

const API_ENV = {
  DATABASE_URL: 'postgres://app:pw@127.0.0.1:5432/offerhub',
  STELLAR_NETWORK_PASSPHRASE: Networks.TESTNET,
  USDC_ISSUER: ACCOUNT,
  WEBHOOK_KEYS: `k1:${Buffer.alloc(32, 3).toString('base64')}`,
}
const WORKER_ENV = {
  ...API_ENV,
  STELLAR_RPC_URL: 'http://127.0.0.1:8000',
  TRUSTLESS_WORK_URL: 'http://127.0.0.1:8001',
  TRUSTLESS_WORK_API_KEY: 'vendor-key',
  ESCROW_FACTORY_ID: `C${'A'.repeat(55)}`,
  ESCROW_WASM_HASH: 'ab'.repeat(32),
  MULTI_ESCROW_WASM_HASH: 'cd'.repeat(32),
  PROTOCOL_FEE_ADDRESS: ACCOUNT,
  MASTER_KEY: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  TREASURY_SECRET: SECRET,
  SPONSOR_SECRET: SECRET,
  RESOLVER_SECRET: SECRET,
  DEPLOYER_SECRETS: `${SECRET}, ${SECRET}`,
}

function problemsOf(load: () => unknown): readonly string[] {
  try {
    load()
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

describe('the configuration of the API', () => {
  test('has defaults for everything but the database, the network and the asset', () => {
    const config = loadApiConfig(API_ENV)
    expect(config).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      temporalAddress: '127.0.0.1:7233',
      temporalNamespace: 'default',
      platformFeeBps: 0,
      network: 'testnet',
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  test('holds no secret of the worker, even when the environment has them', () => {
    const text = JSON.stringify(loadApiConfig(WORKER_ENV))
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('vendor-key')
    expect(text).not.toContain(WORKER_ENV.MASTER_KEY)
  })

  test('names every problem at once', () => {
    const problems = problemsOf(() => loadApiConfig({ PORT: '70000', LOG_LEVEL: 'loud', USDC_ISSUER: 'nobody' }))
    const named = ['DATABASE_URL', 'PORT', 'LOG_LEVEL', 'USDC_ISSUER', 'WEBHOOK_KEYS', 'STELLAR_NETWORK_PASSPHRASE']
    for (const name of named) expect(problems.some((problem) => problem.startsWith(`${name} `))).toBe(true)
    expect(problems).toHaveLength(named.length)
  })

  test('takes an empty variable for one that is not set', () => {
    expect(loadApiConfig({ ...API_ENV, PORT: '', PUBLIC_URL: ' ' })).toMatchObject({ port: 4000, publicUrl: undefined })
  })
})

describe('the configuration of the worker', () => {
  test('reads amounts as integers and lists as lists', () => {
    const config = loadWorkerConfig(WORKER_ENV)
    expect(config.feeCapStroops).toBe(20_000_000n)
    expect(config.deployerSecrets).toEqual([SECRET, SECRET])
    expect(config.escrowRequestsPerMinute).toBeUndefined()
  })

  test('does not show the value of a secret that is wrong', () => {
    const problems = problemsOf(() =>
      loadWorkerConfig({ ...WORKER_ENV, TREASURY_SECRET: 'SWRONGSECRET', MASTER_KEY: 'k1:c2hvcnQ=' }),
    )
    expect(problems).toHaveLength(2)
    expect(problems.join('\n')).not.toMatch(/SWRONGSECRET|c2hvcnQ=/)
  })
})

test('the API names networks as the chain code does', () => {
  for (const passphrase of [Networks.PUBLIC, Networks.TESTNET, Networks.STANDALONE, Networks.SANDBOX]) {
    expect(networkOf(passphrase)).toBe(networkName(passphrase))
  }
  expect(networkOf(Networks.FUTURENET)).toBeUndefined()
})

describe('.env.example', () => {
  test('is what the catalogue of settings renders', async () => {
    expect(await readFile(new URL('../../.env.example', import.meta.url), 'utf8')).toBe(renderEnvExample())
  })

  test('names every setting once and holds no secret', () => {
    for (const entry of Object.values<Setting>(CATALOGUE)) {
      const lines = renderEnvExample()
        .split('\n')
        .filter((line) => line.replace(/^# /, '').startsWith(`${entry.env}=`))
      expect(lines).toHaveLength(1)
      if (entry.secret) expect(lines[0]).toBe(`${entry.optional ? '# ' : ''}${entry.env}=`)
    }
  })
})
