import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { CommandPendingError, InvalidStateError, OutcomeTimeoutError } from '../../../sdk/src/index.ts'
import { aCommand, anOrder, fakeApi, ok, refused } from './fakeApi.ts'

const PENDING = { id: 'cmd_1', kind: 'release', status: 'PENDING', location: '/api/v1/orders/ord_1/commands/cmd_1' }
const ACCEPTED = ok(anOrder('RELEASE_REQUESTED', { command: PENDING }), 202)
const STILL_PENDING = ok(aCommand('PENDING'))
const CLOSED = anOrder('CLOSED', { finalStatus: 'RELEASED' })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('a command that is accepted is followed until it is carried out: the answer is the order as it left it', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ACCEPTED, STILL_PENDING, STILL_PENDING, ok(aCommand('SUCCEEDED', { order: CLOSED })))
  const releasing = sdk.resolution.release('ord_1')
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await releasing).toEqual(CLOSED)
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /api/v1/orders/ord_1/resolution/release',
    ...Array(3).fill('GET /api/v1/orders/ord_1/commands/cmd_1'),
  ])
})

it('a command that is accepted and then refused throws the error that it would have thrown at once', async () => {
  const { sdk, answer } = fakeApi()
  const rejection = { code: 'INVALID_STATE', message: 'No.', status: 409, details: { currentStatus: 'CLOSED' } }
  answer(ACCEPTED, ok(aCommand('REJECTED', { error: rejection })))
  const releasing = sdk.resolution.release('ord_1').catch((thrown) => thrown)
  await vi.advanceTimersByTimeAsync(5_000)
  const error = await releasing
  expect(error).toBeInstanceOf(InvalidStateError)
  expect(error).toMatchObject({ status: 409, details: { currentStatus: 'CLOSED' } })
})

it.each([
  ['whose page is not there yet', refused(404, 'NOT_FOUND')],
  ['whose server is away for a while', refused(503, 'SERVICE_UNAVAILABLE')],
])('a command %s is asked for again', async (_, notYet) => {
  const { sdk, answer } = fakeApi({ retry: { maxRetries: 0 } })
  answer(ACCEPTED, notYet, notYet, ok(aCommand('SUCCEEDED', { order: CLOSED })))
  const releasing = sdk.resolution.release('ord_1')
  await vi.advanceTimersByTimeAsync(5_000)
  expect((await releasing).status).toBe('CLOSED')
})

it('a command without an outcome in time is an error that names it, to be followed later', async () => {
  const { sdk, sent, answer } = fakeApi({ outcomeTimeoutMs: 3_000 })
  answer(ACCEPTED, STILL_PENDING)
  const releasing = sdk.resolution.release('ord_1').catch((thrown) => thrown)
  await vi.advanceTimersByTimeAsync(3_000)
  const error = await releasing
  expect(error).toBeInstanceOf(CommandPendingError)
  expect(error.command).toEqual(PENDING)
  expect(error.order.status).toBe('RELEASE_REQUESTED')
  expect(sent.length).toBeLessThan(9)
  answer(STILL_PENDING, ok(aCommand('SUCCEEDED', { order: CLOSED })))
  const following = sdk.orders.commands.follow('ord_1', 'cmd_1')
  await vi.advanceTimersByTimeAsync(1_000)
  expect((await following).status).toBe('CLOSED')
  answer(STILL_PENDING)
  const timing = expect(sdk.orders.commands.follow('ord_1', 'cmd_1', { outcomeTimeoutMs: 50 })).rejects.toBeInstanceOf(
    OutcomeTimeoutError,
  )
  await vi.advanceTimersByTimeAsync(50)
  await timing
})

it('an accepted command is returned as it is when the caller does not want to wait', async () => {
  const { sdk, sent, answer } = fakeApi()
  answer(ACCEPTED)
  const order = await sdk.resolution.release('ord_1', {}, { follow: false })
  expect(order.command?.id).toBe('cmd_1')
  expect(sent).toHaveLength(1)
})

it('following ends when the caller aborts', async () => {
  const { sdk, answer } = fakeApi()
  answer(ACCEPTED, STILL_PENDING)
  const controller = new AbortController()
  const stopped = expect(sdk.resolution.release('ord_1', {}, { signal: controller.signal })).rejects.toThrow('enough')
  await vi.advanceTimersByTimeAsync(1_000)
  controller.abort(new Error('enough'))
  await stopped
  expect(vi.getTimerCount()).toBe(0)
})
