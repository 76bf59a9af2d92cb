import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ERRORS as CATALOGUE, type ErrorCode } from '../../../domain/errors.ts'
import {
  ERROR_CLASSES,
  isApiError,
  OfferHubApiError,
  OfferHubConnectionError,
  OfferHubError,
  OfferHubSDK,
  OrderNotFoundError,
} from '../../../sdk/src/index.ts'
import { API_KEY, fakeApi, refused } from './fakeApi.ts'

const CODES = Object.keys(CATALOGUE) as ErrorCode[]
const PASSING = ['IDEMPOTENCY_KEY_IN_PROGRESS', 'RATE_LIMITED', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE']

describe('a refusal', () => {
  it.each(CODES)('with the code %s is an error of its own class', async (code) => {
    const { sdk, answer } = fakeApi({ retry: { maxRetries: 0 } })
    const { status } = CATALOGUE[code]
    answer(refused(status, code, { details: { some: 'detail' } }))
    const error: OfferHubApiError = await sdk.orders.get('ord_1').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(ERROR_CLASSES[code])
    expect(error).toBeInstanceOf(OfferHubApiError)
    expect(error).toBeInstanceOf(OfferHubError)
    expect(error).toMatchObject({ code, status, requestId: 'req_1', docs: `http://api.test/errors/${code}` })
    expect(error.details).toEqual({ some: 'detail' })
    expect(error.name).toBe(ERROR_CLASSES[code].name)
    expect(error.retryable).toBe(PASSING.includes(code))
  })

  it('with a code that this version does not know is still a refusal of the API', async () => {
    const { sdk, answer } = fakeApi({ retry: { maxRetries: 0 } })
    answer(refused(422, 'TOO_TUESDAY'))
    const error = await sdk.orders.get('ord_1').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(OfferHubApiError)
    expect(error).toMatchObject({ code: 'TOO_TUESDAY', status: 422, retryable: false })
  })

  it('can be told apart by its code, with the details of that code', async () => {
    const { sdk, answer } = fakeApi()
    answer(refused(422, 'INSUFFICIENT_FUNDS', { details: { available: '1.00', required: '50.00' } }))
    const error: unknown = await sdk.orders.reserve('ord_1').catch((thrown) => thrown)
    expect(isApiError(error) && error.code === 'INSUFFICIENT_FUNDS' && error.details?.required).toBe('50.00')
    expect(isApiError(new Error('another'))).toBe(false)
  })

  it('of one thing is not an error of the class of another', async () => {
    const { sdk, answer } = fakeApi()
    answer(refused(404, 'USER_NOT_FOUND'))
    expect(await sdk.users.get('usr_1').catch((thrown) => thrown)).not.toBeInstanceOf(OrderNotFoundError)
  })
})

describe('the API key', () => {
  it('is in nothing that a client or its errors show', async () => {
    const { sdk, answer } = fakeApi({ retry: { maxRetries: 0 } })
    answer(new TypeError(`bad header "Bearer ${API_KEY}"`, { cause: new Error(API_KEY) }))
    const error = await sdk.orders.get('ord_1').catch((thrown) => thrown)
    expect(error).toBeInstanceOf(OfferHubConnectionError)
    answer(refused(401, 'UNAUTHORIZED'))
    const refusal = await sdk.orders.get('ord_1').catch((thrown) => thrown)
    for (const shown of [sdk, sdk.orders, sdk.withIdempotencyKey('my-key'), error, refusal]) {
      expect(inspect(shown, { depth: 20, showHidden: true })).not.toContain(API_KEY)
      expect(JSON.stringify(shown)).not.toContain(API_KEY)
      expect(String(shown?.message)).not.toContain(API_KEY)
    }
  })

  it.each(['', 'ohk_test_1\n', 'ohk test', 'ohk_tést'])(
    '%j is refused before it is sent, without being quoted',
    (apiKey) => {
      const make = () => new OfferHubSDK({ apiUrl: 'http://localhost:4000', apiKey })
      expect(make).toThrow(TypeError)
      expect(make).toThrow(
        /^apiKey must be the key alone, without spaces or line breaks: ohk_live_\.\.\. or ohk_test_\.\.\.$/,
      )
    },
  )
})

it.each(['localhost:4000', 'ftp://x.test', '/api', ''])(
  'the address %j is refused with an example of one',
  (apiUrl) => {
    expect(() => new OfferHubSDK({ apiUrl, apiKey: API_KEY })).toThrow(/apiUrl must (be|begin)/)
  },
)

it.each([
  ['http://api.test:4000', '/api/v1/config'],
  ['http://api.test:4000/', '/api/v1/config'],
  ['http://api.test:4000/api/v1/', '/api/v1/config'],
  ['https://shop.test/payments', '/payments/api/v1/config'],
])('the address %s leads to %s', async (apiUrl, path) => {
  const { sdk, sent, answer } = fakeApi({ apiUrl })
  answer(refused(404, 'NOT_FOUND'))
  await sdk.config().catch(() => undefined)
  expect(sent[0]?.path).toBe(path)
})

it.each(['', '.', '..'])('the id %j names nothing, and no request is made', async (id) => {
  const { sdk, sent } = fakeApi()
  await expect(sdk.orders.get(id)).rejects.toBeInstanceOf(TypeError)
  expect(sent).toHaveLength(0)
})
