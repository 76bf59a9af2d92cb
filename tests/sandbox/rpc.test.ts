import { Keypair, Operation, xdr } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fundedAccount, type LocalNetwork, run, startNetwork } from './localNetwork.ts'

let network: LocalNetwork
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network.close())

async function post(path: string, body: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${network.url}${path}`, { method: 'POST', body })
  return { status: response.status, body: await response.json() }
}

const call = (method: string, params?: unknown) =>
  post('/rpc', JSON.stringify({ jsonrpc: '2.0', id: 7, method, params }))

describe('JSON-RPC', () => {
  test.each([
    ['text that is not JSON', '{', 400, -32_700],
    ['a body that is no request', '{}', 200, -32_600],
    ['a batch', '[]', 200, -32_600],
    ['no body', '', 200, -32_600],
    ['an unknown method', '{"jsonrpc":"2.0","id":1,"method":"getMoon"}', 200, -32_601],
  ])('answers %s with its error code', async (_name, body, status, code) => {
    expect(await post('/rpc', body)).toMatchObject({ status, body: { jsonrpc: '2.0', error: { code } } })
  })

  test.each(['/rpc', '/rpc/', '/RPC', '/rpc?key=1', '/trustless-work/.rpc'])('is answered at %s', async (path) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 'a', method: 'getHealth' })
    expect(await post(path, body)).toMatchObject({ status: 200, body: { id: 'a', result: { status: 'healthy' } } })
  })

  test.each(['/rpc', '/rpc/'])('is answered to POST only: GET %s', async (path) => {
    const response = await fetch(`${network.url}${path}`)
    expect({ status: response.status, body: await response.json() }).toMatchObject({
      status: 405,
      body: { error: { code: -32_600 } },
    })
  })

  test('serves several requests on one connection, the ones it refuses among them', async () => {
    const request = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'getHealth' })
    const bodies = ['{', request, '', request]
    const statuses: number[] = []
    for (const body of bodies) statuses.push((await post('/rpc', body)).status)
    expect(statuses).toEqual([400, 200, 200, 200])
  })

  test('refuses a body beyond its limit', async () => {
    const answer = await post('/rpc', JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x'.repeat(600_000) }))
    expect(answer.status).toBe(413)
  })

  test.each([
    ['sendTransaction', { transaction: 'AAAA' }, 'invalid_xdr'],
    ['sendTransaction', {}, 'transaction'],
    ['simulateTransaction', { transaction: '!' }, 'invalid_xdr'],
    ['getTransaction', { hash: 'abc' }, '64 hex digits'],
    ['getLedgerEntries', { keys: ['AAAA'] }, 'LedgerKey'],
    ['getLedgerEntries', { keys: [] }, 'keys'],
    ['getEvents', { startLedger: 0 }, 'startLedger'],
    ['getEvents', {}, 'startLedger'],
    ['getEvents', { startLedger: 5, endLedger: 5 }, 'endLedger'],
    ['getEvents', { startLedger: 1, filters: [{ topics: [['**', '*']] }] }, '**'],
    ['getEvents', { startLedger: 1, filters: [{ contractIds: ['C'] }] }, 'contract ID invalid'],
    ['getTransactions', { startLedger: 1, pagination: { limit: 1_000 } }, 'limit'],
  ])('%s %j is an error that names what is wrong', async (method, params, words) => {
    const { body } = await call(method, params)
    expect(body).toMatchObject({ id: 7, error: { code: expect.any(Number), message: expect.stringContaining(words) } })
  })
})

describe('the facts of the network', () => {
  test('can be read by the SDK', async () => {
    const { server } = network
    const latest = await server.getLatestLedger()
    expect(latest.headerXdr.ledgerSeq).toBe(latest.sequence)
    expect(latest.headerXdr.scpValue.closeTime).toBe(BigInt(latest.closeTime))
    expect(latest.metadataXdr.type).toBe('v2')
    expect(await server.getHealth()).toMatchObject({ status: 'healthy', oldestLedger: 1 })
    expect(await server.getNetwork()).toMatchObject({ passphrase: network.passphrase, protocolVersion: 28 })
    expect((await server.getFeeStats()).sorobanInclusionFee.p99).toBe('100')
    expect(await server.getVersionInfo()).toMatchObject({ protocolVersion: 28 })
  })

  test('are listed for the orchestrator', async () => {
    const facts = (await (await fetch(`${network.url}/control`)).json()) as Record<string, string>
    expect(facts).toMatchObject({
      passphrase: network.passphrase,
      usdcIssuer: network.usdc.getIssuer(),
      usdcContractId: network.usdcContractId,
      protocolFeeAddress: 'GBWWSOATPLIC72ZBOIM7WJCT7VCAHNWW4QUBZ2H4FORMCCIUM5ZVKSZN',
      escrowWasmHash: '96d51751f924c938a081deb740056dc1c5cc60c6e645672062531f82957ed2fe',
      ledgerIntervalMs: 20,
    })
    const instance = await network.server.getContractData(
      facts.factoryContractId ?? '',
      xdr.ScVal.scvLedgerKeyContractInstance(),
    )
    expect(instance.val.type).toBe('contractData')
  })

  test('say that the protocol fee account can take USDC', async () => {
    const feeAccount = 'GBWWSOATPLIC72ZBOIM7WJCT7VCAHNWW4QUBZ2H4FORMCCIUM5ZVKSZN'
    expect((await network.server.getTrustline(feeAccount, network.usdc)).balance).toBe(0n)
  })
})

describe('ledger close times', () => {
  test('follow the clock and never run backwards', async () => {
    const alice = await fundedAccount(network)
    const first = await run(network, alice, Operation.manageData({ name: 'a', value: '1' }))
    const second = await run(network, alice, Operation.manageData({ name: 'a', value: '2' }))

    expect(second.ledger).toBeGreaterThan(first.ledger)
    expect(Number(second.createdAt)).toBeGreaterThanOrEqual(Number(first.createdAt))
    expect(Math.abs(Number(second.createdAt) - Date.now() / 1_000)).toBeLessThan(5)
  })
})

describe('getTransactions', () => {
  test('pages through what was applied and goes on where it stopped', async () => {
    const alice = await fundedAccount(network)
    const hashes: string[] = []
    const first = await run(network, alice, Operation.manageData({ name: 'n', value: '0' }))
    hashes.push(first.txHash)
    for (const value of ['1', '2']) {
      hashes.push((await run(network, alice, Operation.manageData({ name: 'n', value }))).txHash)
    }
    const seen: string[] = []
    let page = await network.server.getTransactions({ startLedger: first.ledger, pagination: { limit: 2 } })
    while (page.transactions.length > 0) {
      seen.push(...page.transactions.map(({ txHash }) => txHash))
      page = await network.server.getTransactions({ pagination: { cursor: page.cursor, limit: 2 } })
    }

    expect(seen.filter((hash) => hashes.includes(hash))).toEqual(hashes)
    expect(new Set(seen).size).toBe(seen.length)
  })

  test('does not know a transaction that never was', async () => {
    const found = await network.server.getTransaction('ab'.repeat(32))
    expect(found).toMatchObject({ status: 'NOT_FOUND', oldestLedger: 1 })
  })
})

describe('other paths', () => {
  test('answer 404 as JSON', async () => {
    expect(await post('/moon', '{}')).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } })
  })

  test.each(['/friendbot', '/friendbot?addr=G', `/friendbot?addr=${Keypair.random().secret()}`])(
    'friendbot refuses %s without an account to create',
    async (path) => {
      expect((await fetch(`${network.url}${path}`)).status).toBe(400)
    },
  )

  test('the faucet says that a body is not JSON', async () => {
    expect(await post('/faucet', '{')).toMatchObject({ status: 400, body: { error: { code: 'INVALID_REQUEST' } } })
  })
})
