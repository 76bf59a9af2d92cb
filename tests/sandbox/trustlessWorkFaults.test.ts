import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Keypair, Networks } from '@stellar/stellar-sdk'
import express from 'express'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startSandbox } from '../../sandbox/start.ts'
import { createTrustlessWorkHandler } from '../../sandbox/trustlessWork/handler.ts'
import type { TrustlessWorkOptions, TrustlessWorkSettings } from '../../sandbox/trustlessWork/settings.ts'
import { type Marketplace, openMarketplace } from './trustlessWork/marketplace.ts'

const passphrase = Networks.STANDALONE
type Facts = Pick<
  TrustlessWorkOptions,
  'factoryContractId' | 'escrowWasmHash' | 'multiEscrowWasmHash' | 'protocolFeeAddress'
> & {
  usdcIssuer: string
}

let folder: string
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let facts: Facts
let market: Marketplace
let wallet: Keypair
let settings: Partial<TrustlessWorkSettings> = {}
let closeApi = async () => {}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trustless-work-faults-'))
  sandbox = await startSandbox({ port: 0, databasePath: join(folder, 'ledger.db'), ledgerIntervalMs: 20, passphrase })
  facts = (await (await fetch(`${sandbox.url}/control`)).json()) as Facts
  const options = { ...facts, rpcUrl: `${sandbox.url}/rpc`, networkPassphrase: passphrase, settings: () => settings }
  const server = express().use(createTrustlessWorkHandler(options)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  closeApi = () => new Promise((resolve) => server.close(() => resolve()))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  market = openMarketplace({ url: sandbox.url, passphrase, usdcIssuer: facts.usdcIssuer, apiUrl })
  wallet = await market.openWallet()
}, 60_000)

afterEach(() => {
  settings = {}
})

afterAll(async () => {
  await closeApi()
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

function deployBody(amount = 80) {
  const address = wallet.publicKey()
  return {
    signer: address,
    engagementId: 'ord_1',
    title: 'Logo',
    description: 'Order ord_1',
    roles: {
      approver: address,
      serviceProvider: address,
      platformAddress: address,
      releaseSigner: address,
      disputeResolver: address,
      receiver: address,
    },
    amount,
    platformFee: 0,
    milestones: [{ description: 'Delivery' }],
    trustline: { address: facts.usdcIssuer, symbol: 'USDC' },
  }
}

async function signedDeployment() {
  const transaction = await market.buildXdr('POST', '/deployer/single-release', deployBody())
  transaction.sign(wallet)
  return { signedXdr: transaction.toXdr(), hash: Buffer.from(transaction.hash()).toString('hex') }
}

const statusOf = async (hash: string) => (await market.server.getTransaction(hash)).status

describe('the ways the API is known to go wrong', () => {
  it('reports a lost result although the transaction was applied', async () => {
    const { signedXdr, hash } = await signedDeployment()
    settings = { submitAnswer: 'missingMetaAfterApply' }
    const answer = await market.api('POST', '/helper/send-transaction', { signedXdr })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).toContain('resultMetaXdr')
    expect(await statusOf(hash)).toBe('SUCCESS')
  })

  it('hangs up after the transaction was applied', async () => {
    const { signedXdr, hash } = await signedDeployment()
    settings = { submitAnswer: 'hangUpAfterApply' }
    await expect(market.api('POST', '/helper/send-transaction', { signedXdr })).rejects.toThrow('fetch failed')
    expect(await statusOf(hash)).toBe('SUCCESS')
  })

  it('hangs up before the transaction is submitted, which can then still be sent', async () => {
    const { signedXdr, hash } = await signedDeployment()
    settings = { submitAnswer: 'hangUpBeforeApply' }
    await expect(market.api('POST', '/helper/send-transaction', { signedXdr })).rejects.toThrow('fetch failed')
    expect(await statusOf(hash)).toBe('NOT_FOUND')
    settings = {}
    expect(await market.api('POST', '/helper/send-transaction', { signedXdr })).toMatchObject({ status: 200 })
  })

  it('answers refusals of the contract with 500 when told to, in the same words', async () => {
    settings = { contractErrorStatus: 500 }
    const answer = await market.api('POST', '/deployer/single-release', deployBody(0))
    expect(answer).toMatchObject({ status: 500, body: { statusCode: 500, message: 'Amount cannot be zero' } })
  })

  it('builds with the validity it is given, or without an upper bound', async () => {
    const maxTime = async () => {
      const transaction = await market.buildXdr('POST', '/deployer/single-release', deployBody())
      return Number(transaction.timeBounds?.maxTime)
    }
    settings = { validitySeconds: 10 }
    expect((await maxTime()) - Date.now() / 1000).toBeLessThanOrEqual(11)
    settings = { validitySeconds: 0 }
    expect(await maxTime()).toBe(0)
  })
})
