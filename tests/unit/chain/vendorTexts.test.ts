import { describe, expect, it } from 'vitest'
import { MULTI_ERRORS } from '../../../chain/escrow/multiErrors.ts'
import { SINGLE_ERRORS } from '../../../chain/escrow/singleErrors.ts'
import type { ContractKind } from '../../../chain/intent.ts'
import { classifyAnswer } from '../../../chain/trustlessWork/classifyAnswer.ts'
import type { BuildFailure } from '../../../chain/trustlessWork/errors.ts'
import { escrowErrorMessage, tokenErrorMessage } from '../../../sandbox/trustlessWork/contractMessages.ts'

type Case = { readonly contract: ContractKind; readonly name: string; readonly message: string }

/** The vendor words one error by the function: the amount of a funding. */
const FUNCTIONS = ['fund_escrow', 'any_other']

const casesOf = (contract: ContractKind, errors: Readonly<Record<number, string>>): Case[] =>
  Object.entries(errors).flatMap(([code, name]) =>
    [...new Set(FUNCTIONS.map((called) => escrowErrorMessage(contract, Number(code), called)))].map((message) => ({
      contract,
      name,
      message,
    })),
  )

/** What is no refusal for good: state that the vendor may see in a moment. All other texts are refusals. */
const PASSING: Readonly<Record<ContractKind, Readonly<Record<string, BuildFailure>>>> = {
  single: {
    EscrowNotFound: 'not_visible_yet',
    EscrowNotInDispute: 'not_visible_yet',
    InsufficientFundsForResolution: 'balance_moved',
    DistributionsMustEqualEscrowBalance: 'balance_moved',
  },
  multi: { EscrowNotFound: 'not_visible_yet', MilestoneNotInDispute: 'not_visible_yet' },
}

const failureOf = (status: number, contract: ContractKind, message: string): BuildFailure =>
  classifyAnswer({ status, message, contract, retryAfter: null }).failure

describe.each([400, 500])('with status %i', (status) => {
  it.each([...casesOf('single', SINGLE_ERRORS), ...casesOf('multi', MULTI_ERRORS)])(
    'the words for $name of the $contract-release contract are taken for what they are: $message',
    ({ contract, name, message }) => {
      expect(failureOf(status, contract, message)).toBe(PASSING[contract][name] ?? 'refused')
    },
  )

  it.each([8, 10, 11, 13])('error %i of the asset contract is a refusal', (code) => {
    expect(failureOf(status, 'single', tokenErrorMessage(code))).toBe('refused')
    expect(failureOf(status, 'multi', tokenErrorMessage(code))).toBe('refused')
  })

  it('an account that the asset contract does not find may only not be visible yet', () => {
    expect(failureOf(status, 'single', tokenErrorMessage(6))).toBe('not_visible_yet')
  })
})

it('the words are all there: one for each error of each contract', () => {
  expect([Object.keys(SINGLE_ERRORS).length, Object.keys(MULTI_ERRORS).length]).toEqual([44, 50])
})
