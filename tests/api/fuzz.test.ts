import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { z } from 'zod'
import type { OrderId, WithdrawalId } from '../../domain/ids.ts'
import { type Document, type Operation, operationsOf, validatorOf } from './apiDocument.ts'
import { type Harness, startApi } from './harness.ts'
import { orderIn } from './inState.ts'
import { type FuzzedRequest, type Pool, requestsFrom } from './requestsFrom.ts'

const RUNS = 40

let api: Harness
let document: Document
let pool: Pool

beforeAll(async () => {
  api = await startApi({ spareWallets: 2_000 })
  document = (await api.get('/openapi.json', { key: null })).body as unknown as Document
  pool = await makePool()
})

afterAll(async () => {
  await api.stop()
})

const MILESTONES = [
  { ref: 'draft', title: 'Draft', amount: '20.00' },
  { ref: 'a/b%', title: 'Final', amount: '30.00' },
]

/** Something of each kind to aim at, orders in every state in which they rest. */
async function makePool(): Promise<Pool> {
  const orders = []
  for (const status of [
    'ORDER_CREATED',
    'FUNDS_RESERVED',
    'ESCROW_FUNDING',
    'IN_PROGRESS',
    'DISPUTED',
    'CLOSED',
  ] as const) {
    for (let copy = 0; copy < 3; copy += 1) orders.push(await orderIn(api, status, copy === 0 ? MILESTONES : []))
  }
  // Some that wait are stuck, so that operators have something to do.
  for (const status of ['ESCROW_CREATING', 'RELEASE_REQUESTED', 'REFUND_REQUESTED'] as const) {
    const order = await orderIn(api, status)
    orders.push(order)
    api.orders.stuck.set(order.id as OrderId, 'Escrow: deploy the contract on Stellar (2 of 2): nobody answers.')
  }
  const withdrawals = await makeWithdrawals()
  const keys = []
  for (let copy = 0; copy < 5; copy += 1) {
    keys.push((await api.post('/api/v1/api-keys', { name: 'aim', scopes: ['read'] })).body.data.id)
  }
  const commands = (await api.get(`/api/v1/orders/${orders[0]?.id}/commands`)).body.data as unknown as { id: string }[]
  return {
    orderId: orders.map(({ id }) => id),
    userId: orders.map(({ buyerId }) => String(buyerId)),
    buyerId: orders.map(({ buyerId }) => String(buyerId)),
    sellerId: orders.map(({ sellerId }) => String(sellerId)),
    disputeId: orders.flatMap(({ disputeId }) => (disputeId === null ? [] : [String(disputeId)])),
    commandId: commands.map(({ id }) => id),
    withdrawalId: withdrawals,
    destination: [DESTINATION],
    apiKeyId: keys,
    ref: MILESTONES.map(({ ref }) => ref),
    deadline: ['reservation', 'review', 'dispute'],
  }
}

/** A well-known address of nobody's. */
const DESTINATION = 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5'

/** Paid ones, and such as are stuck, for operators to have something to do. */
async function makeWithdrawals(): Promise<string[]> {
  const ids: string[] = []
  for (const payments of ['quick', 'wait', 'wait', 'wait'] as const) {
    api.orders.withdrawals.payments = payments
    const userId = await api.user()
    await api.deposit(userId, '50.0000000')
    const { body } = await api.post('/api/v1/withdrawals', { userId, amount: '20.00', destination: DESTINATION })
    ids.push(body.data.id)
    if (payments === 'wait')
      api.orders.stuck.set(body.data.id as WithdrawalId, 'Wallet: send the USDC: nobody answers.')
  }
  return ids
}

const NAMES = [
  'createUser',
  'listUsers',
  'getUser',
  'getWallet',
  'listWalletTransactions',
  'getDepositAddress',
  'getBalance',
  'listBalanceEntries',
  'createOrder',
  'listOrders',
  'getOrder',
  'reserveFunds',
  'createEscrow',
  'fundEscrow',
  'completeMilestone',
  'releaseMilestone',
  'releaseOrder',
  'refundOrder',
  'openDispute',
  'cancelOrder',
  'getQuote',
  'getTimeline',
  'listCommands',
  'getCommand',
  'listDisputes',
  'getDispute',
  'assignDispute',
  'resolveDispute',
  'createWithdrawal',
  'listWithdrawals',
  'getWithdrawal',
  'retryWithdrawal',
  'giveUpWithdrawal',
  'listStuckOrders',
  'retryOrder',
  'abortOrder',
  'resolveManually',
  'extendDeadline',
  'listOperatorActions',
  'listEvents',
  'createEventTicket',
  'createApiKey',
  'listApiKeys',
  'rotateApiKey',
  'revokeApiKey',
  'getReserves',
  'listFindings',
  'getConfig',
  'getHealth',
  'getReadiness',
]

test('every operation of the document is fuzzed, but for the stream that never ends', () => {
  const documented = operationsOf(document).map(({ operationId }) => operationId)
  expect(new Set([...NAMES, 'streamEvents'])).toEqual(new Set(documented))
})

describe('requests made from the document are never a 5xx, and their answers are what it says', () => {
  test.each(NAMES)('%s', async (name) => {
    const operation = operationsOf(document).find(({ operationId }) => operationId === name)
    if (operation === undefined) throw new Error(`There is no operation ${name}`)
    const validators = validatorsOf(operation)
    await fc.assert(
      fc.asyncProperty(requestsFrom(document, operation, pool), async (request) => {
        const { status, body } = await send(operation, request)
        expect(status).toBeLessThan(500)
        const validator = validators.get(String(status))
        expect(validator, `status ${status} is not documented: ${JSON.stringify(body)}`).toBeDefined()
        expect(validator?.safeParse(body).error?.issues ?? []).toEqual([])
      }),
      { numRuns: RUNS },
    )
  })
})

function validatorsOf({ responses }: Operation): Map<string, z.ZodType> {
  return new Map(
    Object.entries(responses).map(([status, { content }]) => [
      status,
      validatorOf(document, content['application/json']?.schema),
    ]),
  )
}

async function send({ method, path }: Operation, request: FuzzedRequest): Promise<{ status: number; body: unknown }> {
  const { headers } = request
  const address = path.startsWith('/api/v1') ? request.path : path
  return method === 'get'
    ? await api.get(address, { headers })
    : await api.post(address, request.body === undefined ? undefined : request.body, { headers })
}
