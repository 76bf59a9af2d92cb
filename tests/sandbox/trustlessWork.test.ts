import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Address, type Keypair, Networks, scValToNative, type Transaction } from '@stellar/stellar-sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PROTOCOL_FEE_ADDRESS } from '../../sandbox/genesis.ts'
import { startSandbox } from '../../sandbox/start.ts'
import { type Marketplace, openMarketplace, type SubmitResult } from './trustlessWork/marketplace.ts'

const passphrase = Networks.STANDALONE
const UNKNOWN_CONTRACT = 'CAAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQC526'
/** An account of the test that never opens a trustline. */
const UNTRUSTING = 'GBK62C3R4W24R5KFNEWDQV6P5ZLJDILCBHN3KPHHOSAPZH3CP4H4YQ7L'

let folder: string
let sandbox: Awaited<ReturnType<typeof startSandbox>>
let market: Marketplace
let usdcIssuer: string
let platform: Keypair
let buyer: Keypair
let seller: Keypair
let resolver: Keypair

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trustless-work-'))
  sandbox = await startSandbox({ port: 0, databasePath: join(folder, 'ledger.db'), ledgerIntervalMs: 20, passphrase })
  const facts = (await (await fetch(`${sandbox.url}/control`)).json()) as { usdcIssuer: string }
  usdcIssuer = facts.usdcIssuer
  market = openMarketplace({ url: sandbox.url, passphrase, usdcIssuer })
  const wallets = await Promise.all(Array.from({ length: 4 }, () => market.openWallet()))
  ;[platform, buyer, seller, resolver] = wallets as [Keypair, Keypair, Keypair, Keypair]
  await market.payUsdc(buyer.publicKey(), '1000')
}, 60_000)

afterAll(async () => {
  await sandbox?.close()
  await rm(folder, { recursive: true, force: true })
})

const single = '/escrow/single-release'

function deployBody(change: Record<string, unknown> = {}) {
  return {
    signer: platform.publicKey(),
    engagementId: 'ord_1',
    title: 'Logo design',
    description: 'Order ord_1',
    roles: {
      approver: buyer.publicKey(),
      serviceProvider: seller.publicKey(),
      platformAddress: platform.publicKey(),
      releaseSigner: buyer.publicKey(),
      disputeResolver: resolver.publicKey(),
      receiver: seller.publicKey(),
    },
    amount: 80,
    platformFee: 0,
    milestones: [{ description: 'Delivery' }],
    trustline: { address: usdcIssuer, symbol: 'USDC' },
    ...change,
  }
}

async function run(method: string, path: string, body: unknown, signer: Keypair): Promise<SubmitResult> {
  return market.submit(await market.buildXdr(method, path, body), signer)
}

async function deploy(change?: Record<string, unknown>): Promise<string> {
  const { returned } = await run('POST', '/deployer/single-release', deployBody(change), platform)
  if (returned?.type !== 'scvVec' || !returned.vec?.[0]) throw new Error('the factory returns an address')
  return Address.fromScVal(returned.vec[0]).toString()
}

const fund = (contractId: string, amount: number) =>
  run('POST', `${single}/fund-escrow`, { contractId, signer: buyer.publicKey(), amount }, buyer)
const approve = (contractId: string) =>
  run('POST', `${single}/approve-milestone`, { contractId, milestoneIndex: '0', approver: buyer.publicKey() }, buyer)
const release = (contractId: string) =>
  run('POST', `${single}/release-funds`, { contractId, releaseSigner: buyer.publicKey() }, buyer)
const dispute = (contractId: string) =>
  run('POST', `${single}/dispute-escrow`, { contractId, signer: seller.publicKey() }, seller)

async function showEscrow(contractId: string): Promise<Record<string, unknown>> {
  const { body } = await market.api('GET', `/helper/get-escrow-by-contract-ids?contractIds[]=${contractId}`)
  const [escrow] = body as Record<string, unknown>[]
  if (escrow === undefined) throw new Error(`no escrow shown for ${contractId}`)
  return escrow
}

async function refusalOf(path: string, body: unknown): Promise<string> {
  const answer = await market.api('POST', path, body)
  expect(answer.status).toBe(400)
  return String((answer.body as { message: unknown }).message)
}

describe('an escrow from deployment to payout', () => {
  it('pays 79.76 of 80.00 to the seller and 0.24 to the protocol, and shows every step', async () => {
    const before = {
      seller: await market.usdcBalance(seller.publicKey()),
      protocol: await market.usdcBalance(PROTOCOL_FEE_ADDRESS),
      buyer: await market.usdcBalance(buyer.publicKey()),
    }
    const contractId = await deploy()
    expect(await showEscrow(contractId)).toMatchObject({ contractId, status: 'working', amount: 80, balance: 0 })

    await fund(contractId, 80)
    expect(await market.usdcBalance(contractId)).toBe(800_000_000n)
    expect(await market.usdcBalance(buyer.publicKey())).toBe(before.buyer - 800_000_000n)

    const status = {
      contractId,
      milestoneIndex: '0',
      newStatus: 'done',
      newEvidence: 'https://example.org/logo',
      serviceProvider: seller.publicKey(),
    }
    await run('POST', `${single}/change-milestone-status`, status, seller)
    await approve(contractId)
    expect(await showEscrow(contractId)).toMatchObject({
      status: 'pendingRelease',
      balance: 80,
      milestones: [{ description: 'Delivery', status: 'done', evidence: 'https://example.org/logo', approved: true }],
    })

    await release(contractId)
    expect((await market.usdcBalance(seller.publicKey())) - before.seller).toBe(797_600_000n)
    expect((await market.usdcBalance(PROTOCOL_FEE_ADDRESS)) - before.protocol).toBe(2_400_000n)
    expect(await showEscrow(contractId)).toMatchObject({
      signer: platform.publicKey(),
      type: 'single-release',
      engagementId: 'ord_1',
      status: 'released',
      balance: 0,
      platformFee: 0,
      fundedBy: buyer.publicKey(),
      flags: { disputed: false, released: true, resolved: false },
      roles: { platformAddress: platform.publicKey(), disputeResolver: resolver.publicKey() },
      trustline: { address: usdcIssuer, name: 'USDC' },
      createdAt: { _seconds: expect.any(Number), _nanoseconds: expect.any(Number) },
    })
  })

  it('charges both fees on a split, out of the gross shares', async () => {
    const contractId = await deploy({ platformFee: 5 })
    await fund(contractId, 80)
    await dispute(contractId)
    const before = await Promise.all([buyer, seller, platform].map((key) => market.usdcBalance(key.publicKey())))
    const distributions = [
      { address: seller.publicKey(), amount: 48 },
      { address: buyer.publicKey(), amount: 32 },
    ]
    const body = { contractId, disputeResolver: resolver.publicKey(), distributions }
    await run('POST', `${single}/resolve-dispute`, body, resolver)
    const after = await Promise.all([buyer, seller, platform].map((key) => market.usdcBalance(key.publicKey())))
    expect(after.map((balance, i) => balance - (before[i] ?? 0n))).toEqual([303_040_000n, 454_560_000n, 40_000_000n])
    expect(await showEscrow(contractId)).toMatchObject({
      status: 'resolved',
      disputeStartedBy: seller.publicKey(),
      flags: { disputed: false, released: false, resolved: true },
    })
  })

  it('takes a changed title while nothing is paid in', async () => {
    const contractId = await deploy()
    const { signer: _, ...escrow } = deployBody({ title: 'Another title' })
    const body = { contractId, signer: platform.publicKey(), escrow }
    await run('PUT', `${single}/update-escrow`, body, platform)
    expect(await showEscrow(contractId)).toMatchObject({ title: 'Another title' })
  })
})

describe('an unsigned transaction', () => {
  it('carries one contract call of the acting role, credentials of the source, fees and time bounds', async () => {
    const contractId = await deploy()
    const body = { contractId, signer: buyer.publicKey(), amount: 33.3333333 }
    const transaction = await market.buildXdr('POST', `${single}/fund-escrow`, body)
    const [operation] = transaction.operations
    if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract') {
      throw new Error('a contract call was expected')
    }
    const { functionName, contractAddress, args } = operation.func.invokeContract
    expect(transaction.source).toBe(buyer.publicKey())
    expect(transaction.operations).toHaveLength(1)
    expect(operation.source).toBeUndefined()
    expect(functionName.toString()).toBe('fund_escrow')
    expect(Address.fromScAddress(contractAddress).toString()).toBe(contractId)
    expect(args[2] && scValToNative(args[2])).toBe(333_333_333n)
    expect(operation.auth?.map((entry) => entry.credentials.type)).toEqual(['sorobanCredentialsSourceAccount'])
    expect(Number(transaction.fee)).toBeGreaterThan(100)
    const secondsLeft = Number(transaction.timeBounds?.maxTime) - Date.now() / 1000
    expect(secondsLeft).toBeGreaterThan(200)
    expect(secondsLeft).toBeLessThanOrEqual(301)
  })

  it('deploys to another contract each time', async () => {
    const salts = await Promise.all([1, 2].map(() => market.buildXdr('POST', '/deployer/single-release', deployBody())))
    expect(saltOf(salts[0])).not.toBe(saltOf(salts[1]))
  })
})

function saltOf(transaction: Transaction | undefined): string {
  const operation = transaction?.operations[0]
  if (operation?.type !== 'invokeHostFunction' || operation.func.type !== 'hostFunctionTypeInvokeContract') return ''
  return operation.func.invokeContract.args[2]?.toXdr('base64') ?? ''
}

describe('what the contract refuses is said in the words of the vendor', () => {
  it('names the wrong signer, the missing approval, the repeated approval and the second release', async () => {
    const contractId = await deploy()
    await fund(contractId, 80)
    const releaseBody = { contractId, releaseSigner: buyer.publicKey() }
    expect(await refusalOf(`${single}/release-funds`, { contractId, releaseSigner: seller.publicKey() })).toBe(
      'Only the release signer can release the escrow earnings',
    )
    expect(await refusalOf(`${single}/release-funds`, releaseBody)).toBe(
      'The escrow must be completed to release earnings',
    )
    await approve(contractId)
    const approveBody = { contractId, milestoneIndex: '0', approver: buyer.publicKey() }
    expect(await refusalOf(`${single}/approve-milestone`, approveBody)).toBe(
      'You cannot approve a milestone that has already been approved previously',
    )
    await release(contractId)
    expect(await refusalOf(`${single}/release-funds`, releaseBody)).toBe('The escrow funds have been released')
  })

  it('names an unknown contract on every way in', async () => {
    const contractId = UNKNOWN_CONTRACT
    const signer = buyer.publicKey()
    expect(await refusalOf(`${single}/release-funds`, { contractId, releaseSigner: signer })).toBe('Escrow not found')
    expect(await refusalOf(`${single}/fund-escrow`, { contractId, signer, amount: 1 })).toBe('Escrow not found')
    const read = await market.api('GET', `/helper/get-escrow-by-contract-ids?contractIds[]=${contractId}`)
    expect(read).toMatchObject({
      status: 400,
      body: { message: `No escrow found for contract ID ${contractId}` },
    })
  })

  it('tells the amounts, fees and balances that cannot be', async () => {
    const contractId = await deploy()
    const signer = seller.publicKey()
    expect(await refusalOf('/deployer/single-release', deployBody({ platformFee: 99.01 }))).toBe(
      'The platform fee cannot exceed 99%',
    )
    expect(await refusalOf('/deployer/single-release', deployBody({ amount: 0 }))).toBe('Amount cannot be zero')
    expect(await refusalOf(`${single}/fund-escrow`, { contractId, signer, amount: 0 })).toBe(
      'Amount cannot be equal to or less than zero',
    )
    expect(await refusalOf(`${single}/fund-escrow`, { contractId, signer, amount: 100_000 })).toBe(
      'The signer has insufficient funds for funding the escrow',
    )
  })

  it('keeps the errors of the asset apart from the same numbers of the escrow', async () => {
    const contractId = await deploy()
    const stranger = (await fetch(`${sandbox.url}/friendbot?addr=${UNTRUSTING}`)).ok
    expect(stranger).toBe(true)
    const message = await refusalOf(`${single}/fund-escrow`, { contractId, signer: UNTRUSTING, amount: 1 })
    expect(message).toContain('Error(Contract, #13) in the asset contract')
    expect(message).not.toContain('Escrow already in dispute')
  })
})

describe('submission through the API', () => {
  async function signed(path: string, body: unknown, signer: Keypair): Promise<string> {
    const transaction = await market.buildXdr('POST', path, body)
    transaction.sign(signer)
    return transaction.toXdr()
  }

  it('answers a deployment with the contract and its state, and other calls with a plain success', async () => {
    const signedXdr = await signed('/deployer/single-release', deployBody(), platform)
    const deployed = await market.api('POST', '/helper/send-transaction', { signedXdr })
    expect(deployed).toMatchObject({
      status: 200,
      body: {
        status: 'SUCCESS',
        contractId: expect.stringMatching(/^C[A-Z2-7]{55}$/),
        escrow: { engagementId: 'ord_1', amount: 80, flags: { disputed: false, released: false, resolved: false } },
      },
    })
    const { contractId } = deployed.body as { contractId: string }
    const body = { contractId, signer: buyer.publicKey(), amount: 1 }
    const funded = await market.api('POST', '/helper/send-transaction', {
      signedXdr: await signed(`${single}/fund-escrow`, body, buyer),
    })
    expect(funded.body).toEqual({
      status: 'SUCCESS',
      message: 'The transaction has been successfully sent to the Stellar network.',
    })
  })

  it('answers the same transaction a second time with a bad request', async () => {
    const signedXdr = await signed('/deployer/single-release', deployBody(), platform)
    await market.api('POST', '/helper/send-transaction', { signedXdr })
    const again = await market.api('POST', '/helper/send-transaction', { signedXdr })
    expect(again).toMatchObject({ status: 400, body: { message: 'Bad request' } })
  })

  it('fails when the signature is not the one of the acting role', async () => {
    const signedXdr = await signed('/deployer/single-release', deployBody(), buyer)
    const answer = await market.api('POST', '/helper/send-transaction', { signedXdr })
    expect(answer).toMatchObject({ status: 400, body: { status: 'FAILED' } })
    expect(String((answer.body as { message: string }).message)).toContain('txBadAuth')
  })

  it('shows the escrow of a transaction that was submitted elsewhere, by either method and spelling', async () => {
    const { hash } = await run('POST', '/deployer/single-release', deployBody(), platform)
    for (const [method, path] of [
      ['PUT', '/indexer/update-from-txhash'],
      ['POST', '/indexer/update-from-txHash'],
    ] as const) {
      const answer = await market.api(method, path, { txHash: hash })
      expect(answer).toMatchObject({ status: 200, body: { status: 'SUCCESS', savedEscrow: { engagementId: 'ord_1' } } })
    }
    const unknown = await market.api('POST', '/indexer/update-from-txhash', { txHash: '0'.repeat(64) })
    expect(unknown.status).toBe(500)
    expect(String((unknown.body as { message: string }).message)).toContain('Error processing transaction 000')
  })
})

describe('lists and balances', () => {
  it('finds escrows by signer and by role, filtered, newest first and in pages', async () => {
    const ids: string[] = []
    for (const title of ['first', 'second', 'third']) ids.push(await deploy({ engagementId: 'ord_list', title }))
    const list = async (query: string) => {
      const { body } = await market.api('GET', `/helper/${query}`)
      return (body as { contractId: string }[]).map(({ contractId }) => contractId)
    }
    const bySigner = `get-escrows-by-signer?signer=${platform.publicKey()}&engagementId=ord_list`
    expect((await list(bySigner)).sort()).toEqual([...ids].sort())
    expect(await list(`${bySigner}&title=second`)).toEqual([ids[1]])
    expect(await list(`${bySigner}&pageSize=2&page=2&orderDirection=asc`)).toEqual([ids[2]])
    const byRole = `get-escrows-by-role?role=receiver&roleAddress=${seller.publicKey()}&engagementId=ord_list`
    expect((await list(byRole)).sort()).toEqual([...ids].sort())
    expect(await list(`get-escrows-by-role?role=receiver&roleAddress=${buyer.publicKey()}`)).toEqual([])
  })

  it('gives the balances of several escrows as numbers, in the order asked for', async () => {
    const [one, two] = [await deploy(), await deploy()]
    await fund(two, 12.5)
    const query = `addresses[]=${two}&addresses[]=${one}`
    const { body } = await market.api('GET', `/helper/get-multiple-escrow-balance?${query}`)
    expect(body).toEqual([
      { address: two, balance: 12.5 },
      { address: one, balance: 0 },
    ])
  })
})
