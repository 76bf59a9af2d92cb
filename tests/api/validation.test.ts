import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, startApi } from './harness.ts'

let api: Harness
let buyerId: string
let sellerId: string

beforeAll(async () => {
  api = await startApi()
  buyerId = await api.user()
  sellerId = await api.user()
})

afterAll(async () => {
  await api.stop()
})

const terms = (changes: Record<string, unknown> = {}) => ({ buyerId, sellerId, amount: '50.00', ...changes })

async function problems(json: unknown, path = '/api/v1/orders') {
  const { status, body } = await api.post(path, json)
  expect([status, body.error.code]).toEqual([400, 'VALIDATION_ERROR'])
  return body.error.details.fields as { field: string; message: string }[]
}

describe('an amount', () => {
  test.each([
    ['10.005', 'at most two decimals'],
    ['-1.00', 'no sign'],
    ['1e3', 'exponent'],
    ['1,000.00', 'plain digits'],
    ['007.00', 'plain digits'],
    ['', 'plain digits'],
    ['0.00', 'more than zero'],
    ['1000000000.01', 'at most 1000000000.00'],
    [10, 'must be a string such as "50.00"'],
    [null, 'must be a string'],
    [undefined, 'is required'],
  ])('%o is refused in words', async (amount, words) => {
    const [problem, ...others] = await problems(terms({ amount }))
    expect(others).toEqual([])
    expect(problem).toEqual({ field: 'amount', message: expect.stringContaining(words) })
  })

  test.each([
    ['10', '10.00'],
    ['10.5', '10.50'],
    ['0.01', '0.01'],
    ['1000000000.00', '1000000000.00'],
  ])('"%s" is taken as %s', async (amount, shown) => {
    const { status, body } = await api.post('/api/v1/orders', terms({ amount }))
    expect([status, body.data.amount]).toEqual([201, shown])
  })
})

describe('a field of a new order', () => {
  test('that nobody knows is refused by its name', async () => {
    expect(await problems(terms({ colour: 'red', 'buyer-id': 'x' }))).toEqual([
      { field: 'colour', message: 'is not a field of this request' },
      { field: 'buyer-id', message: 'is not a field of this request' },
    ])
  })

  test('called __proto__ is a field like any other that nobody knows', async () => {
    const raw = `{"__proto__": {"amount": "1.00"}, "buyerId": "${buyerId}", "sellerId": "${sellerId}", "amount": "5.00"}`
    const { status, body } = await api.post('/api/v1/orders', undefined, {
      raw,
      headers: { 'Content-Type': 'application/json' },
    })
    expect([status, body.error.details.fields]).toEqual([
      400,
      [{ field: '__proto__', message: 'is not a field of this request' }],
    ])
  })

  test.each([
    ['buyerId', 7, 'must be a string'],
    ['buyerId', '', 'must not be empty'],
    ['currency', 'EUR', 'must be "USD"'],
    ['title', 'x'.repeat(101), 'at most 100'],
    ['title', ['a'], 'must be a string'],
    ['title', 'nul\u0000', 'control characters'],
    ['title', 'half \ud800', 'control characters'],
    ['description', 'x'.repeat(501), 'at most 500'],
    ['metadata', 'text', 'must be an object'],
    ['metadata', [], 'must be an object'],
    ['metadata', { a: 'nul\u0000' }, 'control characters'],
    ['metadata', { 'nul\u0000': 1 }, 'control characters'],
    ['metadata', { a: 'x'.repeat(4_100) }, 'at most 4096 bytes'],
    ['metadata', { a: { a: { a: { a: { a: { a: { a: { a: { a: 1 } } } } } } } } }, 'at most 8 levels'],
    ['milestones', [{ ref: 'm1', title: 'Draft', amount: '49.99' }], 'add up'],
    [
      'milestones',
      [
        { ref: 'm1', title: 'Draft', amount: '25.00' },
        { ref: 'm1', title: 'Final', amount: '25.00' },
      ],
      'a ref of its own',
    ],
  ])('%s is refused when it is %o', async (field, value, words) => {
    const found = await problems(terms({ [field]: value }))
    expect(found[0]).toEqual({ field, message: expect.stringContaining(words) })
  })

  test('is named as the caller wrote it', async () => {
    const json = { buyer_id: 1, seller_id: sellerId, amount: '5.00', client_order_ref: '' }
    expect((await problems(json)).map(({ field }) => field)).toEqual(['buyer_id', 'client_order_ref'])
  })

  test('may not be sent under two names', async () => {
    expect(await problems(terms({ buyer_id: buyerId }))).toEqual([
      { field: 'buyer_id', message: 'is the same field as buyerId; send one' },
    ])
  })

  test('the seller must not be the buyer', async () => {
    expect(await problems(terms({ sellerId: buyerId }))).toEqual([
      { field: 'sellerId', message: 'must be another user than the buyer' },
    ])
  })

  test.each(['usr_nobody', 'nobody', 'usr_\u0001'.replace('\u0001', '!')])(
    'the buyer "%s" is a user that does not exist',
    async (id) => {
      const { status, body } = await api.post('/api/v1/orders', terms({ buyerId: id }))
      expect(status).toBe(404)
      expect(body.error).toMatchObject({ code: 'USER_NOT_FOUND', details: { field: 'buyerId', userId: id } })
    },
  )
})

describe('a body', () => {
  test.each([
    ['{"amount": ', 'well-formed JSON'],
    ['[1, 2]', 'must be a JSON object'],
    ['"text"', 'must be a JSON object'],
    ['null', 'must be a JSON object'],
  ])('%s is refused', async (raw, words) => {
    const { status, body } = await api.post('/api/v1/orders', undefined, {
      raw,
      headers: { 'Content-Type': 'application/json' },
    })
    expect(status).toBe(400)
    expect(body.error.details.fields).toEqual([{ field: 'body', message: expect.stringContaining(words) }])
    expect(JSON.stringify(body)).not.toContain('at JSON.parse')
  })

  test('that is broken JSON is not quoted in the answer', async () => {
    const { body } = await api.post('/api/v1/users', undefined, {
      raw: '{"externalUserId": secret-word}',
      headers: { 'Content-Type': 'application/json' },
    })
    expect(JSON.stringify(body)).not.toContain('secret-word')
  })

  test('of JSON that curl calls a form is read as JSON', async () => {
    const { status, body } = await api.post('/api/v1/orders', undefined, {
      raw: JSON.stringify(terms({ title: 'A & B = C' })),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    })
    expect([status, body.data.title]).toEqual([201, 'A & B = C'])
  })

  test('that really is a form is refused', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await api.post('/api/v1/orders', undefined, { raw: 'amount=50', headers })).status).toBe(400)
  })

  test.each(['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=utf-16'])(
    'of type %s is a 415',
    async (type) => {
      const { status, body } = await api.post('/api/v1/orders', undefined, {
        raw: '{}',
        headers: { 'Content-Type': type },
      })
      expect([status, body.error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
    },
  )

  test('that is not UTF-8 is refused', async () => {
    const raw = Uint8Array.from([0x7b, 0xff, 0x7d])
    expect(
      (await api.post('/api/v1/orders', undefined, { raw, headers: { 'Content-Type': 'application/json' } })).status,
    ).toBe(400)
  })

  test('larger than the limit is a 413, also when it was packed', async () => {
    const text = JSON.stringify(terms({ description: 'x'.repeat(70_000) }))
    const headers = { 'Content-Type': 'application/json' }
    expect((await api.post('/api/v1/orders', undefined, { raw: text, headers })).body.error.code).toBe(
      'PAYLOAD_TOO_LARGE',
    )
    const packed = { raw: gzipSync(text), headers: { ...headers, 'Content-Encoding': 'gzip' } }
    expect((await api.post('/api/v1/orders', undefined, packed)).status).toBe(413)
  })

  test('in an encoding that nobody knows is a 415', async () => {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': 'zip' }
    expect((await api.post('/api/v1/orders', undefined, { raw: '{}', headers })).status).toBe(415)
  })

  test('may be missing where no field is needed', async () => {
    const { id } = await api.order()
    expect((await api.post(`/api/v1/orders/${id}/cancel`)).status).toBe(200)
  })
})

describe('a field of a command', () => {
  test.each([
    ['reserve', { amount: 50 }, 'amount'],
    ['reserve', { amout: '50.00' }, 'amout'],
    ['escrow', { amount: '50.00' }, 'amount'],
    ['escrow/fund', { x: 1 }, 'x'],
    ['resolution/release', { requestedBy: 'SOMEONE' }, 'requestedBy'],
    ['resolution/release', { requested_by: 3 }, 'requested_by'],
    ['cancel', { canceledBy: 'BUYER', requestedBy: 'BUYER' }, 'canceledBy'],
    ['cancel', { reason: '' }, 'reason'],
  ])('of %s is refused: %o', async (path, json, field) => {
    const { id } = await api.order()
    expect((await problems(json, `/api/v1/orders/${id}/${path}`)).map((problem) => problem.field)).toEqual([field])
  })
})

describe('a field of a new user', () => {
  test.each([
    [{ email: 'a@example.com' }, 'externalUserId'],
    [{ externalUserId: 'u', email: 'nobody' }, 'email'],
    [{ externalUserId: 'u', type: 'ADMIN' }, 'type'],
    [{ externalUserId: 'u', role: 'x' }, 'role'],
  ])('is refused: %o', async (json, field) => {
    expect((await problems(json, '/api/v1/users')).map((problem) => problem.field)).toEqual([field])
  })
})
