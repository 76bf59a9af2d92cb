import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  DestinationRefusedError,
  WithdrawalFailedError,
  WithdrawalNotFoundError,
  WithdrawalTimeoutError,
} from '../../../sdk/src/index.ts'
import { fakeApi, ok, refused } from './fakeApi.ts'

const aWithdrawal = (status: string, extra: object = {}) => ({ id: 'wdr_1', status, failure: null, ...extra })
const GIVEN = { userId: 'usr_1', amount: '20.00', destination: 'GA' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a withdrawal that is asked for', () => {
  it('is answered by the server when the money is set aside: nothing is said of waiting for more', async () => {
    const { sdk, sent, answer } = fakeApi()
    answer(ok(aWithdrawal('PENDING'), 201))
    expect((await sdk.withdrawals.create(GIVEN)).status).toBe('PENDING')
    expect([sent[0]?.path, sent[0]?.headers.get('prefer')]).toEqual(['/api/v1/withdrawals', null])
    expect(sent[0]?.headers.get('idempotency-key')).toBeTruthy()
  })

  it('to an address that cannot be paid throws with the reason', async () => {
    const { sdk, answer } = fakeApi()
    answer(refused(422, 'DESTINATION_REFUSED', { details: { reason: 'no_trustline' } }))
    const error = await sdk.withdrawals.create(GIVEN).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(DestinationRefusedError)
    expect(error.details.reason).toBe('no_trustline')
  })
})

describe('waiting for a withdrawal', () => {
  const waitFor = (answers: Parameters<ReturnType<typeof fakeApi>['answer']>, timeoutMs = 60_000) => {
    const { sdk, answer } = fakeApi()
    answer(...answers)
    return sdk.withdrawals.waitForCompletion('wdr_1', { timeoutMs }).catch((thrown) => thrown)
  }

  it('ends when it is paid, also when the server was away meanwhile', async () => {
    const [away, pending] = [refused(503, 'SERVICE_UNAVAILABLE'), ok(aWithdrawal('PENDING'))]
    const waiting = waitFor([away, pending, pending, ok(aWithdrawal('COMPLETED', { transactionHash: 'ab' }))])
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await waiting).toMatchObject({ status: 'COMPLETED', transactionHash: 'ab' })
  })

  it('throws when nothing was paid, with the reason', async () => {
    const failure = { code: 'no_trustline', message: 'It has no trustline.' }
    const error = await waitFor([ok(aWithdrawal('FAILED', { failure }))])
    expect(error).toBeInstanceOf(WithdrawalFailedError)
    expect([error.message, error.withdrawal.failure]).toEqual([expect.stringContaining('no trustline'), failure])
  })

  it('throws the refusal of one that was accepted and then refused', async () => {
    const refusal = { code: 'DESTINATION_REFUSED', message: 'No.', status: 422, details: { reason: 'does_not_exist' } }
    const error = await waitFor([refused(404, 'WITHDRAWAL_NOT_FOUND', { details: { withdrawalId: 'wdr_1', refusal } })])
    expect(error).toBeInstanceOf(DestinationRefusedError)
    expect(error.details.reason).toBe('does_not_exist')
  })

  it('throws when there is none', async () => {
    const error = await waitFor([refused(404, 'WITHDRAWAL_NOT_FOUND', { details: { withdrawalId: 'wdr_1' } })])
    expect(error).toBeInstanceOf(WithdrawalNotFoundError)
  })

  it('ends without an outcome when the time is over', async () => {
    const waiting = waitFor([ok(aWithdrawal('PENDING'))], 3_000)
    await vi.advanceTimersByTimeAsync(3_500)
    expect(await waiting).toBeInstanceOf(WithdrawalTimeoutError)
  })
})
