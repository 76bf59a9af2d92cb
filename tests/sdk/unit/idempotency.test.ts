import { expect, it } from 'vitest'
import { IdempotencyKeyError } from '../../../sdk/src/index.ts'
import { anOrder, fakeApi, ok } from './fakeApi.ts'

const ORDER = ok(anOrder('ORDER_CREATED'))
const DRAFT = { buyerId: 'usr_1', sellerId: 'usr_2', amount: '50.00' }
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

it('every write has a new random UUID as its key, and a read has none', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ORDER)
  await sdk.orders.create(DRAFT)
  await sdk.orders.create(DRAFT)
  await sdk.orders.get('ord_1')
  const [first, second, read] = sent.map(({ headers }) => headers.get('idempotency-key'))
  expect(first).toMatch(UUID)
  expect(second).toMatch(UUID)
  expect(second).not.toBe(first)
  expect(read).toBeNull()
})

it('a key of the caller is sent with its operation, and again when the same call is repeated', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ORDER)
  const bound = sdk.withIdempotencyKey('my-key')
  await bound.orders.create(DRAFT)
  await bound.orders.create({ amount: '50.00', sellerId: 'usr_2', buyerId: 'usr_1', title: undefined })
  expect(sent.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['my-key', 'my-key'])
})

it.each([
  ['with other content', (bound: Bound) => bound.orders.create({ ...DRAFT, amount: '60.00' })],
  ['of another kind', (bound: Bound) => bound.orders.reserve('ord_1')],
])('a second operation %s under the same key is refused before anything is sent', async (_, second) => {
  const { sdk, sent, answer } = fakeApi()
  answer(ORDER)
  const bound = sdk.withIdempotencyKey('my-key')
  await bound.orders.create(DRAFT)
  const error = await second(bound).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(IdempotencyKeyError)
  expect(error.boundTo).toBe('POST /api/v1/orders')
  expect(sent).toHaveLength(1)
})

type Bound = ReturnType<ReturnType<typeof fakeApi>['sdk']['withIdempotencyKey']>

it('a second operation is refused also while the first one is on its way', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ORDER)
  const bound = sdk.withIdempotencyKey('my-key')
  const outcomes = await Promise.allSettled([bound.orders.reserve('ord_1'), bound.orders.reserve('ord_2')])
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  expect(sent).toHaveLength(1)
})

it('reads are not bound to the key, and the client that it was made from stays as it was', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ORDER)
  const bound = sdk.withIdempotencyKey('my-key')
  await bound.orders.get('ord_1')
  await bound.orders.get('ord_2')
  await bound.orders.reserve('ord_1')
  await sdk.orders.reserve('ord_2')
  expect(sent.map(({ headers }) => headers.get('idempotency-key'))).toEqual([
    null,
    null,
    'my-key',
    expect.stringMatching(UUID),
  ])
})

it('a key for one call goes with that call', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ORDER)
  await sdk.orders.reserve('ord_1', {}, { idempotencyKey: 'only-here' })
  expect(sent[0]?.headers.get('idempotency-key')).toBe('only-here')
  await expect(sdk.orders.reserve('ord_1', {}, { idempotencyKey: 'two words' })).rejects.toThrow('visible ASCII')
  expect(() => sdk.withIdempotencyKey('')).toThrow(TypeError)
})
