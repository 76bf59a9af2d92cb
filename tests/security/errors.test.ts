import { randomBytes } from 'node:crypto'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Keypair, Networks } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { assertKeysConfigured } from '../../chain/keys/assertKeysConfigured.ts'
import { createSigners } from '../../chain/keys/createSigners.ts'
import { parseMasterKeys } from '../../chain/keys/masterKeys.ts'
import { newWallet } from '../../chain/keys/newWallet.ts'
import { reseal } from '../../chain/keys/reseal.ts'
import { open, seal } from '../../chain/keys/seal.ts'
import { checkNetwork } from '../../chain/platform/checkNetwork.ts'
import { createRpc } from '../../chain/rpc/client.ts'
import { createTrustlessWork } from '../../chain/trustlessWork/client.ts'
import { loadApiConfig, loadWorkerConfig } from '../../config/load.ts'
import { close, connect } from '../../db/connect.ts'
import { insideOf } from './insideOf.ts'
import { findLeaks, type Secret, seedSecret } from './leaks.ts'

const seed = () => Keypair.random().secret()
const [treasury, sponsor, resolver, deployer, walletSeed] = [seed(), seed(), seed(), seed(), seed()]
const masterBytes = randomBytes(32)
const masterKey = `k1:${masterBytes.toString('base64')}`
const password = `password-canary-${randomBytes(12).toString('hex')}`
const webhookBytes = new Uint8Array(randomBytes(32))
const webhookKeys = `k1:${Buffer.from(webhookBytes).toString('base64')}`
const vendorKey = `vendor-canary-${randomBytes(12).toString('hex')}`
/** Providers of RPC servers put their customers' keys into paths. */
const providerKey = `provider-canary-${randomBytes(12).toString('hex')}`

const SECRETS: readonly Secret[] = [
  seedSecret('treasury', treasury),
  seedSecret('sponsor', sponsor),
  seedSecret('resolver', resolver),
  seedSecret('deployer', deployer),
  seedSecret('wallet', walletSeed),
  { name: 'master key', text: masterKey, bytes: masterBytes },
  { name: 'webhook key', text: webhookKeys, bytes: webhookBytes },
  { name: 'database password', text: password },
  { name: 'vendor key', text: vendorKey },
  { name: 'provider key', text: providerKey },
]

const masterKeys = parseMasterKeys(masterKey)
const otherKeys = parseMasterKeys(`k1:${randomBytes(32).toString('base64')}`)
const walletAddress = Keypair.fromSecret(walletSeed).publicKey()
const sealed = seal(masterKeys, walletAddress, walletSeed)
const signerSecrets = {
  platform: { treasury, sponsor, resolver },
  deployers: [deployer],
  masterKeys,
  readEncryptedKey: async () => ({ ...sealed, keyId: 'k0' }),
}
const env = {
  DATABASE_URL: `postgres://app:${password}@127.0.0.1:5432/offerhub`,
  STELLAR_NETWORK: 'testnet',
  TRUSTLESS_WORK_API_KEY: vendorKey,
  STELLAR_RPC_URL: `https://rpc.example.com/${providerKey}`,
  WEBHOOK_KEYS: webhookKeys,
  MASTER_KEY: masterKey,
  TREASURY_SECRET: treasury,
  SPONSOR_SECRET: sponsor,
  RESOLVER_SECRET: resolver,
  DEPLOYER_SECRETS: deployer,
}

/** Runs what must fail and gives the error. */
async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    await run()
  } catch (error) {
    return error
  }
  throw new Error('It should have failed')
}

type Provocation = readonly [told: string, run: () => unknown]

function expectNoSecret(provocations: readonly Provocation[]): void {
  test.each(provocations)('%s', async (_told, run) => {
    const inside = insideOf(await errorOf(run))
    expect(inside.length).toBeGreaterThan(20)
    expect(findLeaks(inside, SECRETS)).toEqual([])
  })
}

describe('no secret is in an error about keys', () => {
  expectNoSecret([
    ['a secret sealed for another address', () => seal(masterKeys, Keypair.random().publicKey(), walletSeed)],
    ['a secret with a letter too many', () => seal(masterKeys, walletAddress, `${walletSeed}A`)],
    ['a master key without an id', () => parseMasterKeys(masterKey.slice(3))],
    ['a master key that is cut short', () => parseMasterKeys(masterKey.slice(0, -5))],
    ['a master key twice', () => parseMasterKeys(`${masterKey},${masterKey}`)],
    [
      'a platform key with a wrong letter',
      () =>
        createSigners({
          ...signerSecrets,
          platform: { ...signerSecrets.platform, treasury: `${treasury.slice(0, -1)}0` },
        }),
    ],
    ['one key for two roles', () => createSigners({ ...signerSecrets, deployers: [deployer, resolver] })],
    ['a wallet whose master key is not there', () => createSigners(signerSecrets).wallet(walletAddress)],
    [
      'a wallet that nobody knows',
      () => createSigners({ ...signerSecrets, readEncryptedKey: async () => null }).wallet(walletAddress),
    ],
    ['a wallet opened with another key of that id', () => open(otherKeys, walletAddress, sealed)],
    ["another wallet's seal", () => open(masterKeys, newWallet(masterKeys).address, sealed)],
    ['a wallet that cannot be sealed anew', () => reseal(otherKeys, walletAddress, sealed)],
    ['a master key that is missing at the start', () => assertKeysConfigured(masterKeys, ['k0', 'k1'])],
  ])
})

describe('no secret is in an error about the configuration', () => {
  const load = (more: Record<string, string>) => () => loadWorkerConfig({ ...env, ...more })
  expectNoSecret([
    ['settings missing beside the secrets', load({})],
    ['a database of another kind', load({ DATABASE_URL: `mysql://app:${password}@127.0.0.1/offerhub` })],
    ['master keys written in another way', load({ MASTER_KEY: `${masterKey};` })],
    ['webhook keys with an id twice', load({ WEBHOOK_KEYS: `${webhookKeys},${webhookKeys}` })],
    ['a treasury key in quotes', load({ TREASURY_SECRET: `"${treasury}"` })],
    ['a sponsor key in small letters', load({ SPONSOR_SECRET: `${sponsor.toLowerCase()} ${sponsor}` })],
    ['deployer keys parted by blanks', load({ DEPLOYER_SECRETS: `${deployer} ${resolver}` })],
    ['secrets in the API', () => loadApiConfig({ ...env, PORT: 'x' })],
  ])
})

describe('no secret is in an error of a server that does not answer as it should', () => {
  const answers: Record<string, (response: ServerResponse) => void> = {
    unauthorized: (response) => response.writeHead(401).end('{"statusCode":401,"message":"Unauthorized"}'),
    refused: (response) => response.writeHead(400).end('{"message":"Amount cannot be zero"}'),
    throttled: (response) => response.writeHead(429, { 'retry-after': '5' }).end('{"message":"ThrottlerException"}'),
    broken: (response) => response.writeHead(500).end('<html>nothing</html>'),
    rpcError: (response) => response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"internal"}}'),
    otherShape: (response) => response.end('{"jsonrpc":"2.0","id":1,"result":{"status":5}}'),
    elsewhere: (response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(),
    hangsUp: (response) => response.destroy(),
    silent: () => undefined,
  }
  let server: Server
  let base = ''
  beforeAll(async () => {
    server = createServer((request, response) => answers[request.url?.split('/')[1] ?? '']?.(response))
    const listening = Promise.withResolvers<void>()
    server.listen(0, '127.0.0.1', () => listening.resolve())
    await listening.promise
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const timeoutMs = 200
  const rpc = (url: string) => createRpc(`${url}/${providerKey}`, { timeoutMs })
  const vendor = (url: string) => () => {
    const config = { trustlessWorkUrl: url, trustlessWorkApiKey: vendorKey, usdcIssuer: walletAddress }
    const release = { kind: 'release', contractId: 'C', releaseSigner: walletAddress } as const
    return createTrustlessWork(config, { timeoutMs }).build(release, walletAddress)
  }

  expectNoSecret([
    ...Object.keys(answers).flatMap((name): Provocation[] => [
      [`RPC: ${name}`, () => rpc(`${base}/${name}`).getHealth()],
      [`Trustless Work: ${name}`, () => vendor(`${base}/${name}`)()],
    ]),
    ['RPC: nobody there', () => rpc('http://127.0.0.1:9').sendTransaction('AAAA')],
    ['RPC: no such host', () => rpc('http://nobody.invalid').getNetwork()],
    ['Trustless Work: nobody there', vendor('http://127.0.0.1:9')],
    [
      'RPC: another network',
      async () => {
        const network = { getNetwork: async () => ({ passphrase: Networks.PUBLIC, protocolVersion: 28 }) }
        const config = { passphrase: Networks.TESTNET, rpcUrl: `https://rpc.example.com/${providerKey}` }
        await checkNetwork({ ...rpc(base), ...network }, config)
      },
    ],
  ])
})

describe('no secret is in an error of the database', () => {
  const query = async (url: string, statement: string, parameter: string) => {
    const db = connect(url, { maxConnections: 1 })
    try {
      await db.sql.unsafe(statement, [parameter])
    } finally {
      await close(db)
    }
  }
  const withPassword = () => {
    const url = new URL(inject('postgresUrl'))
    url.password = password
    return url.href
  }

  expectNoSecret([
    ['nobody there', () => query(`postgres://app:${password}@127.0.0.1:9/offerhub`, 'select $1::text', 'x')],
    ['a password that is refused', () => query(withPassword(), 'select $1::text', 'x')],
    ['a statement that is refused', () => query(inject('postgresUrl'), 'select $1::text from nowhere', 'x')],
  ])
})

describe('the search', () => {
  const forms: readonly (readonly [told: string, text: string])[] = [
    ['as it is', `key=${treasury}`],
    ['in hexadecimal', Buffer.from(treasury).toString('hex')],
    ['in the middle of base64', Buffer.from(`ab${treasury}cd`).toString('base64')],
    ['as the bytes of the key', Buffer.from(Keypair.fromSecret(treasury).rawSecretKey()).toString('hex')],
    [
      'as bytes in base64',
      Buffer.concat([Buffer.from('x'), Keypair.fromSecret(treasury).rawSecretKey()]).toString('base64'),
    ],
    ['in a URL', encodeURIComponent(`?${vendorKey}&`)],
  ]
  test.each(forms)('finds a secret %s', (_told, text) => {
    expect(findLeaks(`something ${text} else`, SECRETS)).not.toEqual([])
  })

  test('finds what hangs on an error, be it hidden, in a cause or in a list of errors', () => {
    const hidden = Object.defineProperty(new Error('x'), 'request', {
      value: { headers: new Map([['x-api-key', vendorKey]]) },
    })
    for (const error of [
      hidden,
      new Error('x', { cause: new Error('y', { cause: vendorKey }) }),
      new AggregateError([new Error(vendorKey)]),
      Object.assign(new Error('x'), { key: Buffer.from(masterBytes) }),
    ]) {
      expect(findLeaks(insideOf(error), SECRETS)).not.toEqual([])
    }
  })

  test('finds nothing where there is nothing', () => {
    expect(findLeaks(insideOf(new Error(walletAddress)), SECRETS)).toEqual([])
  })
})
