import type { AddressInfo } from 'node:net'
import { Keypair } from '@stellar/stellar-sdk'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_FEE_ADDRESS } from '../../sandbox/genesis.ts'
import { createTrustlessWorkHandler } from '../../sandbox/trustlessWork/handler.ts'
import type { TrustlessWorkSettings } from '../../sandbox/trustlessWork/settings.ts'

const account = () => Keypair.random().publicKey()
const contractId = 'CBIELTK6YBZJU5UP2WWQEUCYKLPU6AUNZ2BQ4WWFEIE3USCIHMXQDAMA'
let settings: Partial<TrustlessWorkSettings> = {}
let baseUrl = ''
let close = async () => {}

beforeAll(async () => {
  const app = express()
  app.use(
    '/trustless-work',
    createTrustlessWorkHandler({
      // Nothing may get as far as the network in these tests.
      rpcUrl: 'http://127.0.0.1:1/rpc',
      networkPassphrase: 'Standalone Network ; February 2017',
      factoryContractId: contractId,
      escrowWasmHash: '00'.repeat(32),
      multiEscrowWasmHash: '11'.repeat(32),
      protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
      settings: () => settings,
    }),
  )
  const server = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/trustless-work`
  close = () => new Promise((resolve) => server.close(() => resolve()))
})
afterAll(() => close())

type Call = { method?: string; key?: string; body?: unknown; raw?: string }

async function request(path: string, { method = 'POST', key = 'any', body, raw }: Call = {}) {
  const headers = { 'content-type': 'application/json', ...(key && { 'x-api-key': key }) }
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body))
  const response = await fetch(baseUrl + path, { method, headers, ...(text !== undefined && { body: text }) })
  return { status: response.status, body: (await response.json()) as unknown }
}

const deployBody = () => ({
  signer: account(),
  engagementId: 'ord_1',
  title: 'Logo',
  description: 'Order ord_1',
  roles: {
    approver: account(),
    serviceProvider: account(),
    platformAddress: account(),
    releaseSigner: account(),
    disputeResolver: account(),
    receiver: account(),
  },
  amount: 80,
  platformFee: 0,
  milestones: [{ description: 'Delivery' }],
  trustline: { address: account(), symbol: 'USDC' },
})

describe('requests that never reach the network', () => {
  it('answers 401 in the vendor envelope when the key is missing or empty', async () => {
    const unauthorized = { statusCode: 401, message: 'Unauthorized', error: 'Unauthorized' }
    expect(await request('/deployer/single-release', { key: '' })).toEqual({ status: 401, body: unauthorized })
    const read = await request('/helper/get-escrows-by-signer?signer=G', { method: 'GET', key: '' })
    expect(read).toEqual({ status: 401, body: unauthorized })
  })

  it('lists every problem of a body at once', async () => {
    const { amount: _, ...body } = deployBody()
    const answer = await request('/deployer/single-release', {
      body: { ...body, title: 'x'.repeat(101), roles: { ...body.roles, approver: 'G123' }, milestones: 'none' },
    })
    expect(answer).toEqual({
      status: 400,
      body: {
        statusCode: 400,
        error: 'Bad Request',
        message: [
          'title must be shorter than or equal to 100 characters',
          'roles.approver must be a valid Stellar address',
          'amount must be a number',
          'milestones must be an array',
        ],
      },
    })
  })

  it.each([
    ['a string amount', { amount: '80' }, 'amount must be a number'],
    ['more decimals than the asset has', { amount: 80.00000001 }, 'amount must have at most 7 decimals'],
    ['parts of a basis point', { platformFee: 1.234 }, 'platformFee must have at most 2 decimals'],
    [
      'an impossible asset code',
      { trustline: { address: account(), symbol: 'NOT AN ASSET' } },
      'trustline.symbol must be an asset code of 1 to 12 letters and digits',
    ],
  ])('refuses a deployment with %s', async (_title, change, message) => {
    const answer = await request('/deployer/single-release', { body: { ...deployBody(), ...change } })
    expect(answer).toMatchObject({ status: 400, body: { message: [message] } })
  })

  it('wants the milestone index as a string', async () => {
    const body = { contractId, milestoneIndex: 0, approver: account() }
    const answer = await request('/escrow/single-release/approve-milestone', { body })
    expect(answer).toMatchObject({ status: 400, body: { message: ['milestoneIndex must be a string'] } })
  })

  it('refuses distributions that name an address twice', async () => {
    const address = account()
    const distributions = [
      { address, amount: 1 },
      { address, amount: 2 },
    ]
    const answer = await request('/escrow/single-release/resolve-dispute', {
      body: { contractId, disputeResolver: account(), distributions },
    })
    expect(answer).toMatchObject({ status: 400, body: { message: ['distributions must not name an address twice'] } })
  })

  it('answers malformed JSON, an unreadable envelope and an unknown route in the vendor envelope', async () => {
    expect(await request('/deployer/single-release', { raw: '{"signer":' })).toMatchObject({
      status: 400,
      body: { statusCode: 400, error: 'Bad Request' },
    })
    expect(await request('/helper/send-transaction', { body: { signedXdr: 'AAAA' } })).toMatchObject({
      status: 400,
      body: { message: 'Bad request' },
    })
    expect(await request('/escrow/single-release/refund', {})).toMatchObject({ status: 404 })
  })

  it('asks for the contract ids, and for no more balances than the contract gives', async () => {
    expect(await request('/helper/get-escrow-by-contract-ids', { method: 'GET' })).toMatchObject({
      status: 400,
      body: { message: "The 'contractIds' parameter is required." },
    })
    const ids = Array.from({ length: 21 }, (_, i) => `addresses[]=${i}`).join('&')
    expect(await request(`/helper/get-multiple-escrow-balance?${ids}`, { method: 'GET' })).toMatchObject({
      status: 400,
      body: { message: ['addresses must contain no more than 20 elements'] },
    })
  })

  it('answers 429 beyond the limit, per key, when the limit is switched on', async () => {
    settings = { requestsPerMinute: 2 }
    try {
      const call = (key: string) => request('/helper/send-transaction', { key, body: {} })
      const statuses = [await call('one'), await call('one'), await call('one'), await call('two')]
      expect(statuses.map(({ status }) => status)).toEqual([400, 400, 429, 400])
      expect(statuses[2]?.body).toEqual({ statusCode: 429, message: 'ThrottlerException: Too Many Requests' })
    } finally {
      settings = {}
    }
  })

  it('answers 500 with the reason when the network cannot be reached', async () => {
    const answer = await request('/deployer/single-release', { body: deployBody() })
    expect(answer).toMatchObject({ status: 500, body: { statusCode: 500, error: 'Internal Server Error' } })
  })

  it('hangs up on a submission instead of answering when told to', async () => {
    settings = { submitAnswer: 'hangUpBeforeApply' }
    try {
      await expect(request('/helper/send-transaction', { body: { signedXdr: 'AAAA' } })).rejects.toThrow('fetch failed')
    } finally {
      settings = {}
    }
  })
})
