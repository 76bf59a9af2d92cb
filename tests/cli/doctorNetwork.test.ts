import { execFile } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { Keypair, Operation, StrKey } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examineNetwork } from '../../cli/doctor/network/examine.ts'
import type { NetworkFinding } from '../../cli/doctor/network/report.ts'
import type { Environment } from '../../config/givenValue.ts'
import { faucet, fundedAccount, type LocalNetwork, run, startNetwork } from '../sandbox/localNetwork.ts'

let network: LocalNetwork
let complete: Environment
let trustless: Keypair
const [treasury, sponsor, resolver, deployer] = [Keypair.random(), Keypair.random(), Keypair.random(), Keypair.random()]
const servers: Server[] = []

beforeAll(async () => {
  network = await startNetwork()
  const keys = [treasury, sponsor, resolver, deployer]
  await Promise.all(keys.map((key) => network.server.fundAddress(key.publicKey())))
  await run(network, treasury, Operation.changeTrust({ asset: network.usdc }))
  await faucet(network, treasury.publicKey(), '100.00')
  trustless = await fundedAccount(network)
  const facts = (await (await fetch(`${network.url}/control`)).json()) as { factoryContractId: string }
  complete = {
    STELLAR_RPC_URL: `${network.url}/rpc`,
    TRUSTLESS_WORK_URL: `${network.url}/trustless-work`,
    TRUSTLESS_WORK_API_KEY: 'key of the marketplace',
    ESCROW_FACTORY_ID: facts.factoryContractId,
    WEBHOOK_KEYS: `k1:${Buffer.alloc(32, 6).toString('base64')}`,
    MASTER_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
    TREASURY_SECRET: treasury.secret(),
    SPONSOR_SECRET: sponsor.secret(),
    RESOLVER_SECRET: resolver.secret(),
    DEPLOYER_SECRETS: deployer.secret(),
  }
})
afterAll(async () => {
  for (const server of servers) server.close()
  await network.close()
})

/** Everything that is not well, by its title. */
async function complaints(changes: Environment = {}, wallets = 10): Promise<Map<string, NetworkFinding>> {
  const { findings, ok } = await examineNetwork({ network: 'local', env: { ...complete, ...changes }, wallets })
  expect(ok).toBe(!findings.some(({ level }) => level === 'problem' || level === 'skipped'))
  for (const { level, todo } of findings) if (level === 'problem') expect(todo).toMatch(/\w{3}/)
  expect(JSON.stringify(findings)).not.toMatch(/S[A-Z2-7]{55}|key of the marketplace/)
  return new Map(findings.filter(({ level }) => level !== 'ok').map((finding) => [finding.title, finding]))
}

/** A server that answers JSON. */
async function standIn(answer: (body: string) => Promise<{ status: number; body: unknown }>): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { status, body } = await answer(Buffer.concat(chunks).toString())
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  servers.push(server)
  const listening = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', () => listening.resolve())
  await listening.promise
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The network's own RPC server, except for the protocol that it claims to speak. */
function rpcOfProtocol(protocolVersion: number): Promise<string> {
  return standIn(async (body) => {
    const answer = await fetch(`${network.url}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const json = (await answer.json()) as { result?: { protocolVersion?: number } }
    if (json.result?.protocolVersion !== undefined) json.result.protocolVersion = protocolVersion
    return { status: answer.status, body: json }
  })
}

describe('the doctor on a network that has everything', () => {
  test('has nothing to complain of', async () => {
    expect([...(await complaints()).keys()]).toEqual([])
  })

  test('looked at every account, contract and server', async () => {
    const { findings } = await examineNetwork({ network: 'local', env: complete, wallets: 10 })
    expect(findings.map(({ title }) => title)).toEqual([
      'settings',
      'keys',
      'RPC',
      'network',
      'treasury',
      'sponsor',
      'resolver',
      'deployer 1',
      'treasury USDC',
      'new wallets',
      'protocol fee',
      'USDC contract',
      'escrow factory',
      'single-release code',
      'multi-release code',
      'Trustless Work',
      'pinned contracts',
    ])
  })
})

describe('the doctor says which one is missing', () => {
  const stranger = () => Keypair.random()
  const someHash = 'ab'.repeat(32)
  const cases: readonly [
    told: string,
    titles: string[],
    env: () => Promise<Environment> | Environment,
    about: RegExp,
  ][] = [
    [
      'the vendor key',
      ['settings', 'Trustless Work'],
      () => ({ TRUSTLESS_WORK_API_KEY: '' }),
      /TRUSTLESS_WORK_API_KEY is not set/,
    ],
    [
      'a key that is one',
      ['settings', 'keys', 'accounts', 'Trustless Work'],
      () => ({ TREASURY_SECRET: 'S123' }),
      /TREASURY_SECRET must be/,
    ],
    [
      'a key of its own for each role',
      ['keys', 'accounts', 'Trustless Work'],
      () => ({ SPONSOR_SECRET: treasury.secret() }),
      /two roles/,
    ],
    [
      'the RPC server',
      ['RPC', 'accounts', 'contracts', 'pinned contracts'],
      () => ({ STELLAR_RPC_URL: 'http://127.0.0.1:9/secret-path' }),
      /127.0.0.1:9 does not answer/,
    ],
    [
      'the network of the passphrase',
      ['network', 'accounts', 'contracts', 'pinned contracts'],
      () => ({ STELLAR_NETWORK_PASSPHRASE: 'Local Sandbox Stellar Network ; September 2022' }),
      /Standalone Network/,
    ],
    [
      'a protocol that shows deposits',
      ['network', 'accounts', 'contracts', 'pinned contracts'],
      async () => ({ STELLAR_RPC_URL: await rpcOfProtocol(22) }),
      /protocol 22/,
    ],
    [
      'the treasury',
      ['treasury', 'treasury USDC', 'pinned contracts'],
      () => ({ TREASURY_SECRET: stranger().secret() }),
      /does not exist/,
    ],
    [
      'the trustline of the treasury',
      ['treasury USDC'],
      () => ({ TREASURY_SECRET: trustless.secret() }),
      /no USDC trustline/,
    ],
    [
      'the sponsor',
      ['sponsor', 'new wallets', 'pinned contracts'],
      () => ({ SPONSOR_SECRET: stranger().secret() }),
      /does not exist/,
    ],
    [
      'the resolver',
      ['resolver', 'pinned contracts'],
      () => ({ RESOLVER_SECRET: stranger().secret() }),
      /does not exist/,
    ],
    [
      'one of the deployers',
      ['deployer 2'],
      () => ({ DEPLOYER_SECRETS: `${deployer.secret()},${stranger().secret()}` }),
      /does not exist/,
    ],
    [
      'XLM for one transaction',
      ['treasury', 'sponsor', 'resolver', 'deployer 1', 'new wallets'],
      () => ({ FEE_CAP_STROOPS: '200000000000' }),
      /20000 XLM/,
    ],
    [
      'the account of the fee',
      ['protocol fee'],
      () => ({ PROTOCOL_FEE_ADDRESS: stranger().publicKey() }),
      /does not exist on this network/,
    ],
    [
      'the trustline of the fee account',
      ['protocol fee'],
      () => ({ PROTOCOL_FEE_ADDRESS: trustless.publicKey() }),
      /no USDC trustline/,
    ],
    [
      'the asset',
      ['treasury USDC', 'protocol fee', 'USDC contract', 'pinned contracts'],
      () => ({ USDC_ISSUER: stranger().publicKey() }),
      /USDC/,
    ],
    [
      'the factory',
      ['escrow factory', 'pinned contracts'],
      () => ({ ESCROW_FACTORY_ID: StrKey.encodeContract(Buffer.alloc(32, 9)) }),
      /is not there|deploys with ESCROW_FACTORY_ID=/,
    ],
    [
      'the single-release code',
      ['single-release code', 'pinned contracts'],
      () => ({ ESCROW_WASM_HASH: someHash }),
      /ab{2}|deploys with ESCROW_WASM_HASH=/,
    ],
    [
      'the multi-release code',
      ['multi-release code', 'pinned contracts'],
      () => ({ MULTI_ESCROW_WASM_HASH: someHash }),
      /abab|deploys with MULTI_ESCROW_WASM_HASH=/,
    ],
    [
      'Trustless Work',
      ['Trustless Work'],
      () => ({ TRUSTLESS_WORK_URL: 'http://127.0.0.1:9' }),
      /127.0.0.1:9 does not answer/,
    ],
    [
      'a key that the vendor takes',
      ['Trustless Work'],
      async () => ({
        TRUSTLESS_WORK_URL: await standIn(async () => ({ status: 401, body: { message: 'Unauthorized' } })),
      }),
      /refuses the key/,
    ],
    [
      'a vendor that is well',
      ['Trustless Work'],
      async () => ({ TRUSTLESS_WORK_URL: await standIn(async () => ({ status: 503, body: {} })) }),
      /HTTP 503/,
    ],
  ]

  test.each(cases)('%s', async (_told, titles, env, about) => {
    const found = await complaints(await env())
    expect([...found.keys()]).toEqual(titles)
    expect([...found.values()].map(({ what }) => what).join('\n')).toMatch(about)
    expect(JSON.stringify([...found.values()])).not.toContain('secret-path')
  })

  test('XLM for as many wallets as are wanted', async () => {
    const found = await complaints({}, 100_000)
    expect([...found.keys()]).toEqual(['new wallets'])
    expect(found.get('new wallets')?.todo).toMatch(/Send \d+ more to the sponsor|Send [\d.]+ XLM more/)
  })

  test('and only warns of what orders can do without', async () => {
    const poor = Keypair.random()
    await network.server.fundAddress(poor.publicKey())
    await run(network, poor, Operation.changeTrust({ asset: network.usdc }))
    const found = await complaints({ TREASURY_SECRET: poor.secret(), STELLAR_RPC_URL: await rpcOfProtocol(99) })
    expect([...found.values()].map(({ title, level }) => [title, level])).toEqual([
      ['network', 'warning'],
      ['treasury USDC', 'warning'],
    ])
  })
})

describe('npm run doctor -- --network', () => {
  const doctor = async (args: string[], env: Environment) => {
    const clean = { PATH: process.env.PATH, ...env } as NodeJS.ProcessEnv
    const running = promisify(execFile)(process.execPath, ['cli/doctor.ts', ...args], { env: clean })
    return await running.then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    )
  }

  test('exits with 0 when nothing is missing, with 1 and what to do when something is', async () => {
    const { code, stdout } = await doctor(['--network', 'local', '--json'], complete)
    expect([code, JSON.parse(stdout)]).toEqual([0, expect.objectContaining({ network: 'local', ok: true })])
    const broken = await doctor(['--network', 'local'], { ...complete, DEPLOYER_SECRETS: Keypair.random().secret() })
    expect(broken.code).toBe(1)
    expect(broken.stdout).toMatch(/PROBLEM {2}deployer 1 .*does not exist\n.*-> .*friendbot/)
  })

  test('refuses a network that there is not', async () => {
    expect((await doctor(['--network', 'moon'], complete)).code).toBe(2)
  })
})

test('the contracts that the vendor uses can be read and pinned', async () => {
  const env = { PATH: process.env.PATH, ...complete, STELLAR_NETWORK: 'local' } as NodeJS.ProcessEnv
  const { stdout } = await promisify(execFile)(process.execPath, ['cli/contractFacts.ts'], { env })
  const pins = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  )
  expect([...(await complaints(pins)).keys()]).toEqual([])
})

test('new keys are a complete set that the worker takes', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['cli/newKeys.ts', '--deployers', '2'])
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const keys = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  const { findings } = await examineNetwork({ network: 'local', env: { ...complete, ...keys }, wallets: 1 })
  expect(findings.find(({ title }) => title === 'keys')).toMatchObject({ level: 'ok', what: 'whole, 2 deployers' })
})
