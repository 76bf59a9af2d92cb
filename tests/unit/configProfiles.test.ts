import { randomBytes } from 'node:crypto'
import { Keypair, Networks } from '@stellar/stellar-sdk'
import { describe, expect, it } from 'vitest'
import { usdcContractId } from '../../chain/network.ts'
import { CATALOGUE, type SettingName } from '../../config/catalogue.ts'
import type { Environment } from '../../config/givenValue.ts'
import { loadApiConfig, loadWorkerConfig } from '../../config/load.ts'
import { PROFILE_NAMES, PROFILES } from '../../config/profiles.ts'
import { ConfigurationError } from '../../config/readSettings.ts'
import type { Setting } from '../../config/setting.ts'
import { networkOf } from '../../domain/network.ts'
import { ESCROW_WASM_HASH, MULTI_ESCROW_WASM_HASH, PROTOCOL_FEE_ADDRESS, USDC_ISSUER } from '../../sandbox/genesis.ts'

const SECRET = Keypair.random().secret()
const FACTORY = `C${'A'.repeat(55)}`
const HASH = 'ab'.repeat(32)

/** What is the same for every network: where our own servers are, and our keys. */
const OURS: Environment = {
  DATABASE_URL: 'postgres://app:of-our-own@127.0.0.1:5432/offerhub',
  WEBHOOK_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  MASTER_KEY: `k1:${randomBytes(32).toString('base64')}`,
  TREASURY_SECRET: SECRET,
  SPONSOR_SECRET: SECRET,
  RESOLVER_SECRET: SECRET,
  DEPLOYER_SECRETS: SECRET,
}
const PUBLIC: Environment = {
  ...OURS,
  STELLAR_NETWORK: 'public',
  STELLAR_RPC_URL: 'https://rpc.example.com',
  TRUSTLESS_WORK_API_KEY: 'vendor-key',
  ESCROW_FACTORY_ID: FACTORY,
}
const TESTNET: Environment = {
  ...OURS,
  STELLAR_NETWORK: 'testnet',
  TRUSTLESS_WORK_API_KEY: 'vendor-key',
  ESCROW_FACTORY_ID: FACTORY,
  ESCROW_WASM_HASH: HASH,
  MULTI_ESCROW_WASM_HASH: HASH,
}

function problemsOf(env: Environment): readonly string[] {
  try {
    loadWorkerConfig(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems
    throw error
  }
  return []
}

describe('the table of networks', () => {
  it.each(PROFILE_NAMES)('gives %s values that their settings take, and nothing secret', (name) => {
    const { defaults, network } = PROFILES[name]
    for (const [setting, value] of Object.entries(defaults)) {
      const entry: Setting = CATALOGUE[setting as SettingName]
      expect(entry.schema.safeParse(value).error?.issues ?? []).toEqual([])
      expect(entry.secret).toBe(false)
    }
    expect(networkOf(defaults.networkPassphrase ?? '')).toBe(network)
  })

  it('has the passphrases of the protocol', () => {
    expect(PROFILES.public.defaults.networkPassphrase).toBe(Networks.PUBLIC)
    expect(PROFILES.testnet.defaults.networkPassphrase).toBe(Networks.TESTNET)
  })

  it.each([
    ['testnet', 'CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA'],
    ['public', 'CCW67TSZV3SSS2HXMBQ5JFGCKJNXKZM7UQUWUZPUTHXSTZLEO7SJMI75'],
  ] as const)("names the issuer on %s whose asset contract is Circle's", (name, contract) => {
    const { networkPassphrase: passphrase = '', usdcIssuer = '' } = PROFILES[name].defaults
    expect(usdcContractId({ passphrase, usdcIssuer })).toBe(contract)
  })

  it('agrees with what the local network is made of', () => {
    expect(PROFILES.local.defaults).toMatchObject({
      usdcIssuer: USDC_ISSUER,
      escrowWasmHash: ESCROW_WASM_HASH,
      multiEscrowWasmHash: MULTI_ESCROW_WASM_HASH,
      protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
    })
  })
})

describe('STELLAR_NETWORK', () => {
  it('=public leaves the RPC server, the key and the factory to be given', () => {
    expect(loadWorkerConfig(PUBLIC)).toMatchObject({
      network: 'public',
      networkPassphrase: Networks.PUBLIC,
      trustlessWorkUrl: 'https://api.trustlesswork.com',
      escrowWasmHash: ESCROW_WASM_HASH,
      multiEscrowWasmHash: MULTI_ESCROW_WASM_HASH,
      feeCapStroops: 20_000_000n,
      escrowRequestsPerMinute: 45,
    })
    const { STELLAR_RPC_URL: _, ...without } = PUBLIC
    expect(problemsOf(without)).toEqual([expect.stringMatching(/^STELLAR_RPC_URL is not set.*choose a provider/)])
  })

  it('=testnet leaves the key and the contracts to be given, and says where they come from', () => {
    expect(loadWorkerConfig(TESTNET)).toMatchObject({
      network: 'testnet',
      rpcUrl: 'https://soroban-testnet.stellar.org',
      trustlessWorkUrl: 'https://dev.api.trustlesswork.com',
    })
    const { ESCROW_WASM_HASH: _, ...without } = TESTNET
    expect(problemsOf(without)).toEqual([expect.stringMatching(/^ESCROW_WASM_HASH is not set.*contractFacts/)])
  })

  it('gives way to a variable that is set, and not to an empty one', () => {
    expect(loadWorkerConfig({ ...TESTNET, STELLAR_RPC_URL: 'http://127.0.0.1:8000' }).rpcUrl).toBe(
      'http://127.0.0.1:8000',
    )
    expect(loadWorkerConfig({ ...TESTNET, STELLAR_RPC_URL: ' ' }).rpcUrl).toBe('https://soroban-testnet.stellar.org')
  })

  it('is enough for the API to know its network', () => {
    expect(
      loadApiConfig({ DATABASE_URL: OURS.DATABASE_URL, WEBHOOK_KEYS: OURS.WEBHOOK_KEYS, STELLAR_NETWORK: 'public' }),
    ).toMatchObject({
      network: 'public',
      usdcIssuer: PROFILES.public.defaults.usdcIssuer,
    })
  })

  it('of another name is refused with the names that there are', () => {
    const problems = problemsOf({ ...TESTNET, STELLAR_NETWORK: 'mainnet' })
    expect(problems).toContainEqual(expect.stringMatching(/^STELLAR_NETWORK must be one of local, testnet, public/))
  })
})

describe('settings of different networks', () => {
  const mixtures: readonly [told: string, env: Environment, about: RegExp][] = [
    [
      "another network's passphrase",
      { ...PUBLIC, STELLAR_NETWORK_PASSPHRASE: Networks.TESTNET },
      /STELLAR_NETWORK is public/,
    ],
    [
      "testnet's RPC server for the public network",
      { ...PUBLIC, STELLAR_RPC_URL: 'https://soroban-testnet.stellar.org/' },
      /STELLAR_RPC_URL is on soroban-testnet/,
    ],
    [
      "testnet's vendor for the public network",
      { ...PUBLIC, TRUSTLESS_WORK_URL: 'https://dev.api.trustlesswork.com' },
      /TRUSTLESS_WORK_URL is on dev/,
    ],
    [
      "the public network's vendor for testnet",
      { ...TESTNET, TRUSTLESS_WORK_URL: 'https://api.trustlesswork.com' },
      /which serves public/,
    ],
    [
      "testnet's USDC on the public network",
      { ...PUBLIC, USDC_ISSUER: PROFILES.testnet.defaults.usdcIssuer },
      /USDC_ISSUER/,
    ],
    [
      'an asset of somebody else on the public network',
      { ...PUBLIC, USDC_ISSUER: `G${'A'.repeat(55)}` },
      /USDC is issued by GA5Z/,
    ],
    [
      "the public network's USDC on testnet",
      { ...TESTNET, USDC_ISSUER: PROFILES.public.defaults.usdcIssuer },
      /public network/,
    ],
  ]

  it.each(mixtures)('are refused: %s', (_told, env, about) => {
    expect(problemsOf(env)).toContainEqual(expect.stringMatching(about))
  })

  it('are found by the passphrase alone, too', () => {
    const env = {
      ...PUBLIC,
      STELLAR_NETWORK: undefined,
      STELLAR_NETWORK_PASSPHRASE: Networks.PUBLIC,
      USDC_ISSUER: `G${'A'.repeat(55)}`,
    }
    expect(problemsOf(env)).toContainEqual(expect.stringMatching(/USDC is issued by GA5Z/))
  })
})
