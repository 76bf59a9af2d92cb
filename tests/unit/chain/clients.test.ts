import { afterEach, describe, expect, it } from 'vitest'
import type { EscrowCall } from '../../../chain/intent.ts'
import { createRpc } from '../../../chain/rpc/client.ts'
import type { RpcFailure } from '../../../chain/rpc/errors.ts'
import { createTrustlessWork } from '../../../chain/trustlessWork/client.ts'
import type { BuildFailure } from '../../../chain/trustlessWork/errors.ts'
import { type Answer, type AnswerServer, startAnswerServer } from './support/answerServer.ts'
import * as multi from './support/multiRelease.ts'
import { address, config, deployIntent, escrowId, fundIntent, terms } from './support/vendorTransaction.ts'

let server: AnswerServer | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

async function rpcThatAnswers(answer: Answer, timeoutMs = 2_000) {
  server = await startAnswerServer(() => answer)
  return createRpc(server.url, { timeoutMs })
}

async function vendorThatAnswers(answer: Answer, timeoutMs = 2_000) {
  server = await startAnswerServer(() => answer)
  // A slash at the end of the configured URL is nobody's mistake.
  return createTrustlessWork({ ...config, trustlessWorkUrl: `${server.url}/` }, { timeoutMs })
}

const json = (status: number, body: object, headers?: Record<string, string>): Answer => ({
  status,
  body: JSON.stringify(body),
  ...(headers === undefined ? {} : { headers }),
})

describe('the RPC client', () => {
  it('asks in JSON-RPC and reads the answer', async () => {
    const rpc = await rpcThatAnswers(json(200, { jsonrpc: '2.0', id: 1, result: { status: 'PENDING', hash: 'ab' } }))
    expect(await rpc.sendTransaction('AAAA')).toEqual({ status: 'PENDING', hash: 'ab' })
    expect(JSON.parse(server?.seen[0]?.body ?? '')).toEqual({
      jsonrpc: '2.0',
      id: 1,
      method: 'sendTransaction',
      params: { transaction: 'AAAA' },
    })
  })

  it.each<[string, Answer, RpcFailure]>([
    ['no answer in time', 'hang', 'timeout'],
    ['a broken connection', 'reset', 'unreachable'],
    ['429', json(429, {}), 'throttled'],
    ['503', { status: 503, body: 'down' }, 'server_error'],
    ['401', json(401, {}), 'refused'],
    ['a page instead of JSON', { status: 200, body: '<html>' }, 'malformed_answer'],
    ['a status that nobody knows', json(200, { result: { status: 'MAYBE', hash: '' } }), 'malformed_answer'],
    ['an error of the request', json(200, { error: { code: -32602, message: 'invalid params' } }), 'refused'],
    ['an error of the server', json(200, { error: { code: -32603, message: 'internal' } }), 'server_error'],
    ['a redirect', { status: 307, body: '', headers: { location: 'http://127.0.0.1:1/' } }, 'unreachable'],
  ])('takes %s for what it is', async (_name, answer, failure) => {
    const rpc = await rpcThatAnswers(answer, 150)
    await expect(rpc.sendTransaction('AAAA')).rejects.toMatchObject({ name: 'RpcError', failure })
  })

  it("stops with the caller's reason when it is aborted", async () => {
    const rpc = await rpcThatAnswers('hang')
    const stop = new AbortController()
    const asking = rpc.getHealth(stop.signal)
    stop.abort(new Error('no longer wanted'))
    await expect(asking).rejects.toThrow('no longer wanted')
  })
})

describe('the Trustless Work client', () => {
  it('sends the key, the path and the exact numbers of a deployment', async () => {
    const vendor = await vendorThatAnswers(json(201, { status: 'SUCCESS', unsignedTransaction: 'AAAAAg' }))
    expect(
      await vendor.build({ kind: 'deploy', escrow: { ...terms, amountStroops: '333333330001' } }, address('deployer')),
    ).toBe('AAAAAg')
    const request = server?.seen[0]
    expect(request?.path).toBe('/deployer/single-release')
    expect(request?.headers['x-api-key']).toBe('key')
    expect(request?.body).toContain('"amount":33333.3330001,')
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      signer: address('deployer'),
      platformFee: 2.5,
      roles: { platformAddress: address('platform'), receiver: address('seller') },
      milestones: [{ description: 'Delivery' }],
      trustline: { address: config.usdcIssuer, symbol: 'USDC' },
    })
  })

  it.each<[Parameters<Awaited<ReturnType<typeof vendorThatAnswers>>['build']>[0], string, object]>([
    [fundIntent, 'fund-escrow', { contractId: escrowId, signer: address('seller'), amount: 80 }],
    [
      {
        kind: 'changeMilestoneStatus',
        contract: 'single',
        contractId: escrowId,
        serviceProvider: address('seller'),
        milestoneIndex: 0,
        newStatus: 'completed',
        newEvidence: '',
      },
      'change-milestone-status',
      {
        contractId: escrowId,
        milestoneIndex: '0',
        newStatus: 'completed',
        newEvidence: '',
        serviceProvider: address('seller'),
      },
    ],
    [
      {
        kind: 'approveMilestone',
        contract: 'single',
        contractId: escrowId,
        approver: address('seller'),
        milestoneIndex: 0,
      },
      'approve-milestone',
      { contractId: escrowId, milestoneIndex: '0', approver: address('seller') },
    ],
    [
      { kind: 'release', contractId: escrowId, releaseSigner: address('seller') },
      'release-funds',
      { contractId: escrowId, releaseSigner: address('seller') },
    ],
    [
      { kind: 'dispute', contractId: escrowId, signer: address('seller') },
      'dispute-escrow',
      { contractId: escrowId, signer: address('seller') },
    ],
    [
      {
        kind: 'resolve',
        contractId: escrowId,
        disputeResolver: address('seller'),
        distributions: [
          { address: address('buyer'), amountStroops: '500000000' },
          { address: address('platform'), amountStroops: '7' },
        ],
      },
      'resolve-dispute',
      {
        contractId: escrowId,
        disputeResolver: address('seller'),
        distributions: [
          { address: address('buyer'), amount: 50 },
          { address: address('platform'), amount: 0.0000007 },
        ],
      },
    ],
  ])('says a step in the words of its route', async (intent, route, body) => {
    const vendor = await vendorThatAnswers(json(201, { status: 'SUCCESS', unsignedTransaction: 'AAAA' }))
    await vendor.build(intent, address('seller'))
    expect(server?.seen[0]?.path).toBe(`/escrow/single-release/${route}`)
    expect(JSON.parse(server?.seen[0]?.body ?? '')).toEqual(body)
  })

  it('sends a deployment with milestones without what only the other contract has', async () => {
    const vendor = await vendorThatAnswers(json(201, { status: 'SUCCESS', unsignedTransaction: 'AAAA' }))
    await vendor.build(multi.deploy, address('deployer'))
    expect(server?.seen[0]?.path).toBe('/deployer/multi-release')
    expect(JSON.parse(server?.seen[0]?.body ?? '')).toEqual({
      signer: address('deployer'),
      engagementId: 'ord_1',
      title: 'Web site',
      description: 'In two parts',
      platformFee: 2.5,
      roles: {
        approver: address('buyer'),
        serviceProvider: address('seller'),
        platformAddress: address('platform'),
        releaseSigner: address('buyer'),
        disputeResolver: address('resolver'),
      },
      milestones: [
        { description: 'Design', amount: 50, receiver: address('seller') },
        { description: 'Code', amount: 30, receiver: address('seller') },
      ],
      trustline: { address: config.usdcIssuer, symbol: 'USDC' },
    })
  })

  it.each<[EscrowCall, string, object]>([
    [multi.fund, 'fund-escrow', { signer: address('seller'), amount: 80 }],
    [
      multi.complete,
      'change-milestone-status',
      {
        milestoneIndex: '1',
        newStatus: 'completed',
        newEvidence: 'https://example.org/work',
        serviceProvider: address('seller'),
      },
    ],
    [multi.approve, 'approve-milestone', { milestoneIndex: '1', approver: address('seller') }],
    [multi.release, 'release-milestone-funds', { milestoneIndex: '1', releaseSigner: address('seller') }],
    [multi.dispute, 'dispute-milestone', { milestoneIndex: '1', signer: address('seller') }],
    [
      multi.resolve,
      'resolve-milestone-dispute',
      {
        milestoneIndex: '1',
        disputeResolver: address('seller'),
        distributions: [
          { address: address('seller'), amount: 20 },
          { address: address('buyer'), amount: 10 },
        ],
      },
    ],
  ])('says a step of a milestone in the words of its route', async (call, route, body) => {
    const vendor = await vendorThatAnswers(json(201, { status: 'SUCCESS', unsignedTransaction: 'AAAA' }))
    await vendor.build(call, address('seller'))
    expect(server?.seen[0]?.path).toBe(`/escrow/multi-release/${route}`)
    expect(JSON.parse(server?.seen[0]?.body ?? '')).toEqual({ contractId: escrowId, ...body })
  })

  it('takes error 39 of the multi-release contract for a refusal, and of the other for a moved balance', async () => {
    const text = 'An unexpected error occurred: HostError: Error(Contract, #39)'
    const vendor = await vendorThatAnswers(json(500, { message: text }))
    await expect(vendor.build(multi.release, address('buyer'))).rejects.toMatchObject({ failure: 'refused' })
    await expect(vendor.build(fundIntent, address('buyer'))).rejects.toMatchObject({ failure: 'balance_moved' })
  })

  it.each<[string, Answer, BuildFailure, RegExp]>([
    ['no answer in time', 'hang', 'unavailable', /no answer within 150 ms/],
    ['a broken connection', 'reset', 'unavailable', /deploy transaction/],
    ['a refusal', json(400, { message: 'Amount cannot be zero' }), 'refused', /Amount cannot be zero \(HTTP 400\)/],
    [
      'a list of faults',
      json(400, { message: ['title must be a string', 'x'] }),
      'refused',
      /title must be a string; x/,
    ],
    ['a success without a transaction', json(201, { status: 'SUCCESS' }), 'refused', /HTTP 201 without a message/],
    ['a page instead of JSON', { status: 502, body: '<html>' }, 'unavailable', /HTTP 502 without a message/],
    ['a missing key', json(401, { message: 'Unauthorized' }), 'no_access', /Unauthorized/],
  ])('takes %s for what it is', async (_name, answer, failure, text) => {
    const vendor = await vendorThatAnswers(answer, 150)
    const building = vendor.build(deployIntent, address('deployer'))
    await expect(building).rejects.toMatchObject({ failure, message: expect.stringMatching(text) })
  })

  it('passes on how long it is throttled', async () => {
    const vendor = await vendorThatAnswers(json(429, { message: 'Too Many Requests' }, { 'retry-after': '12' }))
    const building = vendor.build(deployIntent, address('deployer'))
    await expect(building).rejects.toMatchObject({ failure: 'throttled', retryAfterMs: 12_000 })
  })

  it.each<[string, string, (key: string) => Answer]>([
    ['the vendor quotes it', 'canary-key-4711', (key) => json(400, { message: `amount is bad for x-api-key=${key}` })],
    ['the vendor quotes it in a list', 'canary-key-4711', (key) => json(500, { message: ['x', `${key} and ${key}`] })],
    ['the text is cut within it', 'canary-key-4711', (key) => json(400, { message: `${'x'.repeat(495)}${key}` })],
  ])('never shows the API key in an error, also where %s', async (_name, key, answer) => {
    server = await startAnswerServer(() => answer(key))
    const vendor = createTrustlessWork({ ...config, trustlessWorkUrl: server.url, trustlessWorkApiKey: key })
    const error: unknown = await vendor.build(deployIntent, address('deployer')).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'TrustlessWorkError', vendorText: expect.stringMatching(/\[API/) })
    if (error instanceof Error) expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/canar/)
  })

  it('says which header cannot be sent, and not what is in it', async () => {
    const vendor = createTrustlessWork({ ...config, trustlessWorkApiKey: 'canary-key\n4711' })
    const error: unknown = await vendor.build(deployIntent, address('deployer')).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'TrustlessWorkError', vendorText: expect.stringContaining('x-api-key') })
    if (error instanceof Error) expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toMatch(/canar/)
  })

  it('never shows the API key in an error of the connection', async () => {
    server = await startAnswerServer(() => 'reset')
    const secret = 'canary-key-4711'
    const vendor = createTrustlessWork({ ...config, trustlessWorkUrl: server.url, trustlessWorkApiKey: secret })
    const error: unknown = await vendor.build(deployIntent, address('deployer')).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    if (error instanceof Error) expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain(secret)
  })
})
