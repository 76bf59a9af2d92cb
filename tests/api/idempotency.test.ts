import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type ApiResponse, type Harness, startApi } from './harness.ts'

let api: Harness

beforeAll(async () => {
  api = await startApi()
})

afterEach(() => {
  api.orders.mode = 'works'
})

afterAll(async () => {
  await api.stop()
})

function withKey(key: string, headers: Record<string, string> = {}) {
  return { headers: { 'Idempotency-Key': key, ...headers } }
}

async function newOrderTerms() {
  return { buyerId: await api.user(), sellerId: await api.user(), amount: '20.00' }
}

/** Lets the claim of a key look as if its holder had died long ago. */
async function age(key: string): Promise<void> {
  await api.db.sql`update idempotency_keys set claimed_at = now() - interval '1 hour' where key = ${key}`
}

async function storedKeys(key: string): Promise<number> {
  const rows = await api.db.sql`select from idempotency_keys where key = ${key}`
  return rows.length
}

function replayed(answer: ApiResponse): boolean {
  return answer.headers.get('Idempotent-Replayed') === 'true'
}

describe('the same key with the same request', () => {
  test('gives the same answer and creates nothing again', async () => {
    const key = randomUUID()
    const terms = await newOrderTerms()
    const first = await api.post('/api/v1/orders', terms, withKey(key))
    const again = await api.post('/api/v1/orders', { ...terms }, withKey(`"${key}"`))
    expect([first.status, replayed(first)]).toEqual([201, false])
    expect([again.status, replayed(again)]).toEqual([201, true])
    expect(again.body).toEqual(first.body)
    expect(api.orders.starts.filter(({ terms: { buyerId } }) => buyerId === terms.buyerId)).toHaveLength(1)
  })

  test('replays a refusal too, though the reason is gone', async () => {
    const key = randomUUID()
    const { id, buyerId } = await api.order()
    const first = await api.post(`/api/v1/orders/${id}/reserve`, {}, withKey(key))
    await api.deposit(buyerId as string, '50.00')
    const again = await api.post(`/api/v1/orders/${id}/reserve`, {}, withKey(key))
    expect([first.status, first.body.error.code]).toEqual([422, 'INSUFFICIENT_FUNDS'])
    expect(again.body).toEqual(first.body)
    expect(replayed(again)).toBe(true)
    expect((await api.post(`/api/v1/orders/${id}/reserve`, {}, withKey(randomUUID()))).status).toBe(200)
  })

  test('gives a new user the same answer', async () => {
    const key = randomUUID()
    const first = await api.post('/api/v1/users', { externalUserId: key }, withKey(key))
    const again = await api.post('/api/v1/users', { external_user_id: key }, withKey(key))
    expect([again.status, again.body]).toEqual([201, first.body])
  })

  test('belongs to the API key: another one may use it for something else', async () => {
    const key = randomUUID()
    const other = await api.makeKey('read', 'write')
    await api.post('/api/v1/users', { externalUserId: `a-${key}` }, withKey(key))
    const answer = await api.post('/api/v1/users', { externalUserId: `b-${key}` }, { ...withKey(key), key: other })
    expect([answer.status, replayed(answer)]).toEqual([201, false])
  })

  test('makes one order of a hundred equal requests at the same time', async () => {
    const key = randomUUID()
    const terms = await newOrderTerms()
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => api.post('/api/v1/orders', terms, withKey(key))),
    )
    const codes = answers.map(({ status, body }) => (status === 201 ? 201 : body.error.code))
    expect(codes.filter((code) => code !== 201 && code !== 'IDEMPOTENCY_KEY_IN_PROGRESS')).toEqual([])
    expect(codes).toContain(201)
    expect(api.orders.starts.filter(({ terms: { buyerId } }) => buyerId === terms.buyerId)).toHaveLength(1)
  })
})

describe('the same key with another request', () => {
  test('is refused, and the first answer stays', async () => {
    const key = randomUUID()
    const terms = await newOrderTerms()
    const first = await api.post('/api/v1/orders', terms, withKey(key))
    const other = await api.post('/api/v1/orders', { ...terms, amount: '21.00' }, withKey(key))
    expect([other.status, other.body.error.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED'])
    expect((await api.post('/api/v1/orders', terms, withKey(key))).body).toEqual(first.body)
  })

  test('is refused on another path', async () => {
    const key = randomUUID()
    const [one, two] = [await api.order(), await api.order()]
    await api.post(`/api/v1/orders/${one.id}/cancel`, {}, withKey(key))
    const other = await api.post(`/api/v1/orders/${two.id}/cancel`, {}, withKey(key))
    expect(other.body.error.code).toBe('IDEMPOTENCY_KEY_REUSED')
    expect((await api.get(`/api/v1/orders/${two.id}`)).body.data.status).toBe('ORDER_CREATED')
  })
})

describe('a request that is not valid', () => {
  test('leaves its key free for the corrected one', async () => {
    const key = randomUUID()
    const terms = await newOrderTerms()
    expect((await api.post('/api/v1/orders', { ...terms, amount: '0.00' }, withKey(key))).status).toBe(400)
    expect((await api.post('/api/v1/orders', { ...terms, buyerId: 'usr_missing' }, withKey(key))).status).toBe(404)
    expect(await storedKeys(key)).toBe(0)
    expect((await api.post('/api/v1/orders', terms, withKey(key))).status).toBe(201)
  })

  test('is one whose key is no key', async () => {
    const { status, body } = await api.post('/api/v1/users', { externalUserId: 'u' }, withKey('two words'))
    expect([status, body.error.details.fields]).toEqual([400, [expect.objectContaining({ field: 'Idempotency-Key' })]])
  })
})

describe('a key whose request has not come out', () => {
  test('is in progress, and says when to come back', async () => {
    const key = randomUUID()
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    const first = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key, { Prefer: 'respond-async' }))
    const again = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    expect(first.status).toBe(202)
    expect([again.status, again.body.error.code]).toEqual([409, 'IDEMPOTENCY_KEY_IN_PROGRESS'])
    expect(Number(again.headers.get('Retry-After'))).toBeGreaterThanOrEqual(1)
    await api.orders.startWorker()
  })

  test('gives the outcome once there is one, and from then on replays it', async () => {
    const key = randomUUID()
    const { id } = await api.order()
    api.orders.mode = 'no_worker'
    await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key, { Prefer: 'respond-async' }))
    await api.orders.startWorker()
    const again = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    const third = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    expect([again.status, again.body.data.status, replayed(again)]).toEqual([200, 'CLOSED', true])
    expect([third.body, replayed(third)]).toEqual([again.body, true])
    expect(api.orders.signals.filter(({ orderId }) => orderId === id)).toHaveLength(1)
  })

  test('is carried on under the same ids when the process that held it has died', async () => {
    const key = randomUUID()
    const terms = await newOrderTerms()
    api.orders.mode = 'no_worker'
    const first = await api.post('/api/v1/orders', terms, withKey(key, { Prefer: 'respond-async' }))
    await age(key)
    await api.orders.startWorker()
    const again = await api.post('/api/v1/orders', terms, withKey(key))
    expect(first.status).toBe(202)
    expect([again.status, again.body.data.id]).toEqual([201, first.body.data.id])
    const [order, ...others] = await api.db.sql`select id from orders where buyer_id = ${terms.buyerId}`
    expect([order?.id, others]).toEqual([first.body.data.id, []])
  })

  test('sends its command again when the first process died before it could', async () => {
    const key = randomUUID()
    const { id } = await api.order()
    api.orders.mode = 'confirmation_lost'
    const first = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    await api.orders.settled()
    api.orders.mode = 'works'
    const again = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    expect([first.status, first.body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
    expect(first.body.error.message).toContain('may or may not')
    expect([again.status, again.body.data.finalStatus]).toEqual([200, 'CANCELED'])
  })
})

describe('an answer that was not kept', () => {
  const refuse = () =>
    api.owner.sql.unsafe(`
      create function refuse_answers() returns trigger language plpgsql as
        $$ begin raise exception 'no answer is kept today'; end $$;
      create trigger refuse_answers before update on idempotency_keys
        for each row when (new.status is not null) execute function refuse_answers()`)
  const keepAgain = () => api.owner.sql.unsafe('drop function if exists refuse_answers() cascade')

  afterEach(keepAgain)

  test('is not given, and its repeat is the first answer that anybody sees: the user was created', async () => {
    const key = randomUUID()
    await refuse()
    const first = await api.post('/api/v1/users', { externalUserId: key }, withKey(key))
    await keepAgain()
    await age(key)
    const again = await api.post('/api/v1/users', { externalUserId: key }, withKey(key))
    const third = await api.post('/api/v1/users', { externalUserId: key }, withKey(key))
    expect([first.status, first.body.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
    expect(again.status).toBe(201)
    expect([third.status, third.body, replayed(third)]).toEqual([201, again.body, true])
  })

  test('does not undo the command, whose repeat gets the outcome', async () => {
    const key = randomUUID()
    const { id } = await api.order()
    await refuse()
    const first = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    await keepAgain()
    const again = await api.post(`/api/v1/orders/${id}/cancel`, {}, withKey(key))
    expect(first.status).toBe(503)
    expect([again.status, again.body.data.finalStatus]).toEqual([200, 'CANCELED'])
    expect(api.orders.signals.filter(({ orderId }) => orderId === id)).toHaveLength(1)
  })
})
