import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ContractKind } from '../../../chain/intent.ts'
import { AmountNotExact, toJsonAmount, toPercent } from '../../../chain/trustlessWork/amounts.ts'
import { classifyAnswer } from '../../../chain/trustlessWork/classifyAnswer.ts'
import type { BuildFailure } from '../../../chain/trustlessWork/errors.ts'
import { formatExact, stroops } from '../../../domain/money.ts'

const classify = (
  status: number,
  message: string,
  retryAfter: string | null = null,
  contract: ContractKind = 'single',
) => classifyAnswer({ status, message, retryAfter, contract })

/** Texts of the vendor's own documents, by endpoint. */
const REFUSALS = [
  'Amount cannot be zero',
  'Escrow already initialized',
  'The platform fee cannot exceed 99%',
  'Escrow initialized without milestone',
  'Cannot define more than 50 milestones in an escrow',
  'All flags (approved, disputed, released) must be false in order to execute this function',
  'Amount cannot be equal to or less than zero',
  'The provided escrow properties do not match the stored escrow',
  'Only the service provider can change milestone status',
  'Invalid milestone index',
  'Only the approver can change milestone flag',
  'You cannot approve a milestone that has already been approved previously',
  'The milestone status cannot be empty',
  'The escrow funds have been released',
  'This escrow is already resolved',
  'Only the release signer can release the escrow earnings',
  'The escrow must be completed to release earnings',
  'Escrow has been opened for dispute resolution',
  'Escrow already in dispute',
  'You are not authorized to change the dispute flag',
  'The dispute resolver cannot dispute the escrow',
  'Only the dispute resolver can execute this function',
  'None of the amounts to be transferred should be less or equal than 0',
  'The total amount to be distributed cannot be equal to zero',
]

describe("Trustless Work's answer to a build", () => {
  it.each(REFUSALS)('is a refusal whether it comes with 400 or 500: %s', (message) => {
    expect([classify(400, message), classify(500, message)]).toEqual([{ failure: 'refused' }, { failure: 'refused' }])
  })

  it.each([
    'Escrow not found',
    'No escrow found for contract ID CABC',
    'HostError: Error(Storage, MissingValue)',
    'trying to get non-existing value for contract instance',
    'The account does not exist',
    'Escrow not in dispute',
  ])('is a state that it does not see yet: %s', (message) => {
    expect([classify(400, message), classify(500, message)]).toEqual([
      { failure: 'not_visible_yet' },
      { failure: 'not_visible_yet' },
    ])
  })

  it.each([
    'The sum of distributions must equal the current escrow balance when resolving an escrow dispute',
    'Insufficient funds for resolution',
    'An unexpected error occurred: HostError: Error(Contract, #39)',
    'An unexpected error occurred: HostError: Error(Contract, #15)',
  ])('says that the balance of the escrow has moved: %s', (message) => {
    expect([classify(400, message), classify(500, message)]).toEqual([
      { failure: 'balance_moved' },
      { failure: 'balance_moved' },
    ])
  })

  it('that names another number of the contract is no moved balance', () => {
    expect(classify(500, 'HostError: Error(Contract, #3)').failure).toBe('refused')
    expect(classify(500, 'HostError: Error(Contract, #10)').failure).toBe('refused')
  })

  it.each<[number, string, BuildFailure]>([
    [401, 'Unauthorized', 'no_access'],
    [403, 'Forbidden', 'no_access'],
    [500, 'An unexpected error occurred', 'unavailable'],
    [502, '', 'unavailable'],
    [503, 'Service Unavailable', 'unavailable'],
    [408, '', 'unavailable'],
    [400, 'amount must be a number', 'refused'],
    [404, 'Cannot POST /deployer/single-release', 'refused'],
    [200, '', 'refused'],
  ])('with status %i and "%s" is %s', (status, message, failure) => {
    expect(classify(status, message).failure).toBe(failure)
  })

  it('that throttles us says when to come back, and 60 seconds where it does not', () => {
    expect(classify(429, 'ThrottlerException: Too Many Requests', '7')).toEqual({
      failure: 'throttled',
      retryAfterMs: 7_000,
    })
    expect(classify(429, 'ThrottlerException: Too Many Requests')).toEqual({
      failure: 'throttled',
      retryAfterMs: 60_000,
    })
    expect(classify(429, '', '999999').retryAfterMs).toBe(300_000)
  })
})

describe('an amount for Trustless Work', () => {
  it('comes back from its JSON number as the same seven-decimal text, or is refused', () => {
    const amounts = fc.bigInt({ min: 1n, max: 10n ** 17n })
    fc.assert(
      fc.property(amounts, (amount) => {
        try {
          const sent: unknown = JSON.parse(JSON.stringify({ amount: toJsonAmount(amount.toString()) }))
          const received = (sent as { amount: number }).amount
          return received.toFixed(7) === formatExact(stroops(amount))
        } catch (error) {
          return error instanceof AmountNotExact
        }
      }),
    )
  })

  it('below 2^29 USDC, where doubles stand closer than a stroop, is always carried', () => {
    const amounts = fc.bigInt({ min: 1n, max: 2n ** 29n * 10_000_000n - 1n })
    fc.assert(
      fc.property(amounts, (amount) => toJsonAmount(amount.toString()).toFixed(7) === formatExact(stroops(amount))),
    )
  })

  it('with more digits than a double has is refused by name', () => {
    expect(() => toJsonAmount('90071992547409931')).toThrow(AmountNotExact)
  })

  it.each(['0', '-5', '1.5', '', '007'])(
    'that is no positive whole number of stroops stops the program: "%s"',
    (text) => {
      expect(() => toJsonAmount(text)).toThrow(/positive whole number/)
    },
  )

  it('has its platform fee said in percent', () => {
    expect([0, 1, 123, 250, 500, 9_900].map(toPercent)).toEqual([0, 0.01, 1.23, 2.5, 5, 99])
  })
})
