import { randomUUID } from 'node:crypto'
import { Keypair } from '@stellar/stellar-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { WithdrawalId } from '../../domain/ids.ts'
import { refuseDestination } from '../../domain/withdrawal/destination.ts'
import { type ApiResponse, type Data, type Harness, type RequestOptions, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterAll(async () => {
  await api.stop()
})

afterEach(async () => {
  await api.orders.startWorker()
  await api.orders.settled()
  Object.assign(api.orders.withdrawals, { payments: 'quick', destination: null })
})

const WITHDRAWALS = '/api/v1/withdrawals'
const SIGNED = { by: 'Ana', reason: 'The address is gone' }
const address = () => Keypair.random().publicKey()
const items = ({ body }: ApiResponse) => body.data as unknown as Data[]

async function payee(amount = '50.0000000'): Promise<string> {
  const user = await api.user()
  await api.deposit(user, amount)
  return user
}

async function ask(given: Record<string, unknown> = {}, options: RequestOptions = {}): Promise<ApiResponse> {
  const content = { userId: given.userId ?? (await payee()), amount: '20.00', destination: address(), ...given }
  return await api.post(WITHDRAWALS, content, options)
}

async function balance(userId: unknown): Promise<Record<string, unknown>> {
  return (await api.get(`/api/v1/users/${userId}/balance`)).body.data
}

/** A withdrawal that waits for its payment. */
async function waiting(isStuck = false): Promise<Data> {
  api.orders.withdrawals.payments = 'wait'
  const { data } = (await ask()).body
  if (isStuck) api.orders.stuck.set(data.id as WithdrawalId, 'Wallet: send the USDC (2 of 2): Stellar RPC call failed')
  return data
}

describe('asking for a withdrawal', () => {
  test('is answered as soon as the money is set aside, with the place where it can be seen', async () => {
    api.orders.withdrawals.payments = 'wait'
    const userId = await payee()
    const destination = address()
    const { status, body, headers } = await ask({ userId, destination })
    expect(status).toBe(201)
    expect(body.data).toMatchObject({
      id: expect.stringMatching(/^wdr_/),
      userId,
      amount: '20.00',
      currency: 'USD',
      destination,
      memo: null,
      memoType: null,
      status: 'PENDING',
      failure: null,
      transactionHash: null,
      finishedAt: null,
    })
    expect((await balance(userId)).available).toBe('30.00')
    expect((await api.get(headers.get('Location') ?? '')).body.data).toEqual(body.data)
  })

  test('with a preference for waiting is answered when it is paid', async () => {
    const { status, body } = await ask({}, { headers: { Prefer: 'wait=20' } })
    expect([status, body.data.status, body.data.ledger]).toEqual([201, 'COMPLETED', 9])
    expect(body.data.transactionHash).toMatch(/^[0-9a-f]{64}$/)
    expect(body.data.finishedAt).not.toBeNull()
  })

  test('with a preference for waiting is answered as it is when the time is over', async () => {
    api.orders.withdrawals.payments = 'wait'
    const { status, body } = await ask({}, { headers: { Prefer: 'wait=1' } })
    expect([status, body.data.status]).toEqual([201, 'PENDING'])
  })

  test('of more than the balance is refused, and nothing is set aside', async () => {
    const userId = await payee('19.9900000')
    const { status, body } = await ask({ userId })
    expect([status, body.error.code]).toEqual([422, 'INSUFFICIENT_FUNDS'])
    expect(body.error.details).toMatchObject({ available: '19.99', required: '20.00' })
    expect((await balance(userId)).available).toBe('19.99')
  })

  test('for a user that does not exist is refused', async () => {
    const { status, body } = await ask({ userId: 'usr_missing' })
    expect([status, body.error.code]).toEqual([404, 'USER_NOT_FOUND'])
  })

  test('speaks snake_case to whoever does, and to whoever asks for the version that does', async () => {
    const body = { user_id: await payee(), amount: '1.00', destination: address(), memo: '7', memo_type: 'id' }
    const answer = await api.post(WITHDRAWALS, body, { headers: { 'Offerhub-Version': '2026-01-12' } })
    expect([answer.status, answer.body]).toMatchObject([201, { user_id: body.user_id, memo: '7', memo_type: 'id' }])
  })

  test('that the network is still asked about is a 202, then what came of it', async () => {
    api.orders.mode = 'no_worker'
    const userId = await payee()
    const { status, body, headers } = await ask({ userId }, { headers: { Prefer: 'respond-async' } })
    expect([status, body.data.status]).toEqual([202, 'PENDING'])
    const place = headers.get('Location') ?? ''
    const early = await api.get(place)
    expect([early.status, early.headers.get('Retry-After')]).toEqual([503, '1'])
    await api.orders.startWorker()
    expect((await api.get(place)).body.data).toMatchObject({ id: body.data.id, status: 'COMPLETED' })
  })

  test('that was accepted and then refused is a 404 that says why', async () => {
    api.orders.mode = 'no_worker'
    const destination = address()
    api.orders.withdrawals.destination = refuseDestination(destination, 'no_trustline')
    const { status, headers } = await ask({ destination }, { headers: { Prefer: 'respond-async' } })
    expect(status).toBe(202)
    await api.orders.startWorker()
    const { status: gone, body } = await api.get(headers.get('Location') ?? '')
    expect([gone, body.error.code]).toEqual([404, 'WITHDRAWAL_NOT_FOUND'])
    expect(body.error.message).toContain('has no trustline for USDC')
    expect(body.error.details.refusal).toMatchObject({
      code: 'DESTINATION_REFUSED',
      details: { reason: 'no_trustline' },
    })
  })

  test('is refused while Temporal is away, and the key may be used again', async () => {
    api.orders.mode = 'down'
    const userId = await payee()
    const destination = address()
    const headers = { 'Idempotency-Key': randomUUID() }
    expect((await ask({ userId, destination }, { headers })).status).toBe(503)
    api.orders.mode = 'works'
    expect((await ask({ userId, destination }, { headers })).status).toBe(201)
  })
})

describe('a repeat with the same Idempotency-Key', () => {
  test('gets the same answer, and nothing is set aside twice', async () => {
    const given = { userId: await payee(), destination: address() }
    const headers = { 'Idempotency-Key': randomUUID() }
    const first = await ask(given, { headers })
    const again = await ask(given, { headers })
    expect([again.status, again.body]).toEqual([201, first.body])
    expect(again.headers.get('Idempotent-Replayed')).toBe('true')
    expect((await balance(given.userId)).available).toBe('30.00')
  })

  test('after a lost confirmation starts the same withdrawal', async () => {
    api.orders.mode = 'confirmation_lost'
    const given = { userId: await payee(), destination: address() }
    const headers = { 'Idempotency-Key': randomUUID() }
    expect((await ask(given, { headers })).status).toBe(503)
    api.orders.mode = 'works'
    await api.orders.settled()
    const again = await ask(given, { headers })
    expect([again.status, again.body.data?.status]).toEqual([201, 'COMPLETED'])
    expect((await balance(given.userId)).available).toBe('30.00')
  })

  test('of a refusal gets the refusal again, whatever the balance has become', async () => {
    const given = { userId: await payee('1.0000000'), destination: address() }
    const headers = { 'Idempotency-Key': randomUUID() }
    const first = await ask(given, { headers })
    await api.deposit(given.userId, '50.0000000')
    const again = await ask(given, { headers })
    expect([again.status, again.body.error.code]).toEqual([first.status, 'INSUFFICIENT_FUNDS'])
  })
})

describe('withdrawals', () => {
  test('that the network turned down show why, and the money is back', async () => {
    const reason = 'The network refused the payment: it has no trustline for USDC.'
    api.orders.withdrawals.payments = { code: 'no_trustline', reason }
    const userId = await payee()
    const { data } = (await ask({ userId }, { headers: { Prefer: 'wait=20' } })).body
    expect(data).toMatchObject({ status: 'FAILED', failure: { code: 'no_trustline', message: reason } })
    expect((await balance(userId)).available).toBe('50.00')
  })

  test('are listed newest first, by user, status and time, page by page', async () => {
    const userId = await payee()
    const ids: string[] = []
    for (const amount of ['1.00', '2.00', '3.00']) ids.unshift((await ask({ userId, amount })).body.data.id)
    await api.orders.settled()
    const list = async (query: string) =>
      items(await api.get(`${WITHDRAWALS}?user_id=${userId}&${query}`)).map(({ id }) => id)
    expect(await list('')).toEqual(ids)
    expect(await list('status=COMPLETED&limit=2')).toEqual(ids.slice(0, 2))
    expect(await list(`limit=2&cursor=${ids[1]}`)).toEqual(ids.slice(2))
    expect(await list('status=PENDING')).toEqual([])
    expect(await list('created_after=2000-01-01&created_before=2001-01-01')).toEqual([])
    expect(await list('created_after=2000-01-01')).toEqual(ids)
  })

  test.each(['wdr_missing', 'ord_missing', 'x'])('named %s do not exist', async (id) => {
    const { status, body } = await api.get(`${WITHDRAWALS}/${id}`)
    expect([status, body.error.code]).toEqual([404, 'WITHDRAWAL_NOT_FOUND'])
  })

  test('are no orders: their commands are not to be had as those of one', async () => {
    const { id } = (await ask()).body.data
    const [{ commandId } = { commandId: '' }] = api.orders.withdrawals.starts.slice(-1)
    expect((await api.get(`/api/v1/orders/${id}/commands/${commandId}`)).status).toBe(404)
  })
})

describe("support's retry", () => {
  const retry = (id: string, body: unknown = SIGNED, headers = {}) =>
    api.post(`${WITHDRAWALS}/${id}/retry`, body, { headers })

  test('of a stuck payment has it tried, and is written down', async () => {
    const { id } = await waiting(true)
    expect((await retry(id)).status).toBe(200)
    await api.orders.settled()
    expect((await api.get(`${WITHDRAWALS}/${id}`)).body.data.status).toBe('COMPLETED')
    const log = items(await api.get(`/api/v1/audit/log?withdrawal_id=${id}`))
    expect(log).toMatchObject([{ withdrawalId: id, orderId: null, action: 'retryNow', performedBy: 'Ana' }])
  })

  test('repeated with its key is one retry, also when the payment is no longer stuck', async () => {
    const { id } = await waiting(true)
    const headers = { 'Idempotency-Key': randomUUID() }
    const first = await retry(id, SIGNED, headers)
    const again = await retry(id, SIGNED, headers)
    expect([first.status, again.status, again.body]).toEqual([200, 200, first.body])
    expect(items(await api.get(`/api/v1/audit/log?withdrawal_id=${id}`))).toHaveLength(1)
  })

  test.each([true, false])('of one that is not stuck (finished: %s) is refused', async (isFinished) => {
    const { id } = await waiting()
    if (isFinished) await api.orders.withdrawals.payWaiting()
    const { status, body } = await retry(id)
    expect([status, body.error.code]).toEqual([409, 'INVALID_STATE'])
    expect(body.error.details.currentStatus).toBe(isFinished ? 'COMPLETED' : 'PENDING')
  })

  test('needs the scope of support', async () => {
    const { id } = await waiting(true)
    const key = await api.makeKey('read', 'write')
    for (const what of ['retry', 'give-up']) {
      expect((await api.post(`${WITHDRAWALS}/${id}/${what}`, SIGNED, { key })).status).toBe(403)
    }
  })
})

describe("support's giving up", () => {
  const giveUp = (id: string, body: unknown = SIGNED, headers = {}) =>
    api.post(`${WITHDRAWALS}/${id}/give-up`, body, { headers })

  test('of a stuck payment gives the money back, and is written down', async () => {
    const { id, userId } = await waiting(true)
    const { status, body } = await giveUp(id)
    expect([status, body.data.status, body.data.failure]).toMatchObject([200, 'FAILED', { code: 'given_up' }])
    expect((await balance(userId)).available).toBe('50.00')
    const log = items(await api.get(`/api/v1/audit/log?withdrawal_id=${id}`))
    expect(log).toMatchObject([{ action: 'giveUp', performedBy: SIGNED.by, reason: SIGNED.reason }])
  })

  test('repeated with its key gives back once', async () => {
    const { id, userId } = await waiting(true)
    const headers = { 'Idempotency-Key': randomUUID() }
    const first = await giveUp(id, SIGNED, headers)
    const again = await giveUp(id, SIGNED, headers)
    expect([again.status, again.body]).toEqual([200, first.body])
    expect((await balance(userId)).available).toBe('50.00')
  })

  test.each([true, false])('of one that is not stuck (finished: %s) is refused', async (isFinished) => {
    const { id } = await waiting()
    if (isFinished) await api.orders.withdrawals.payWaiting()
    const { status, body } = await giveUp(id)
    expect([status, body.error.code]).toEqual([409, 'INVALID_STATE'])
    expect(body.error.details.currentStatus).toBe(isFinished ? 'COMPLETED' : 'PENDING')
  })

  test('that no worker has taken up yet is a 202', async () => {
    const { id } = await waiting(true)
    api.orders.mode = 'no_worker'
    const { status, body } = await giveUp(id, SIGNED, { Prefer: 'respond-async' })
    expect([status, body.data.status]).toEqual([202, 'PENDING'])
    await api.orders.startWorker()
    expect((await api.get(`${WITHDRAWALS}/${id}`)).body.data.status).toBe('FAILED')
  })

  test('needs a name and a reason', async () => {
    const { id } = await waiting(true)
    const { body } = await giveUp(id, {})
    expect((body.error.details.fields as { field: string }[]).map(({ field }) => field)).toEqual(['by', 'reason'])
  })
})
