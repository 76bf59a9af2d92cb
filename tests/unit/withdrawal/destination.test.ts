import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DESTINATION_REASONS,
  type DestinationFacts,
  destinationVerdict,
  explainDestination,
  refuseDestination,
} from '../../../domain/withdrawal/destination.ts'
import { memoFault } from '../../../domain/withdrawal/terms.ts'

const GOOD: DestinationFacts = {
  exists: true,
  isIssuer: false,
  trustline: { isAuthorized: true, roomStroops: 100n },
  demandsMemo: false,
}
const PAYMENT = { amountStroops: 100n, namesReceiver: false }
const line = (changes: object) => ({ trustline: { isAuthorized: true, roomStroops: 100n, ...changes } })

describe('a destination', () => {
  it.each([
    ['that could be paid to the last stroop of its limit is taken', {}, {}, null],
    ['that is not on the ledger is refused', { exists: false, trustline: null }, {}, 'does_not_exist'],
    [
      'that issues USDC is refused, although it needs no trustline',
      { isIssuer: true, trustline: null },
      {},
      'is_the_issuer',
    ],
    ['without a trustline is refused', { trustline: null }, {}, 'no_trustline'],
    ['whose trustline was frozen is refused', line({ isAuthorized: false }), {}, 'not_authorized'],
    ['with room for a stroop less is refused', line({ roomStroops: 99n }), {}, 'trustline_full'],
    ['that demands a memo is refused without one', { demandsMemo: true }, {}, 'memo_required'],
    ['that demands a memo is taken with one', { demandsMemo: true }, { namesReceiver: true }, null],
    ['that demands none is taken with one', {}, { namesReceiver: true }, null],
  ] as const)('%s', (_, facts, payment, expected) => {
    expect(destinationVerdict({ ...GOOD, ...facts }, { ...PAYMENT, ...payment })).toBe(expected)
  })

  it('is taken only when nothing at all is wrong with it', () => {
    const anyFacts = fc.record({
      exists: fc.boolean(),
      isIssuer: fc.boolean(),
      trustline: fc.option(fc.record({ isAuthorized: fc.boolean(), roomStroops: fc.bigInt({ min: 0n, max: 200n }) })),
      demandsMemo: fc.boolean(),
    })
    const anyPayment = fc.record({ amountStroops: fc.bigInt({ min: 1n, max: 200n }), namesReceiver: fc.boolean() })
    fc.assert(
      fc.property(anyFacts, anyPayment, (facts, payment) => {
        const payable =
          facts.exists &&
          !facts.isIssuer &&
          facts.trustline?.isAuthorized === true &&
          facts.trustline.roomStroops >= payment.amountStroops &&
          (!facts.demandsMemo || payment.namesReceiver)
        expect(destinationVerdict(facts, payment) === null).toBe(payable)
      }),
    )
  })

  it('that is refused is told with its reason, and a text that may be a secret is not repeated', () => {
    for (const reason of DESTINATION_REASONS) {
      const rejection = refuseDestination('SECRET', reason)
      expect(rejection).toMatchObject({ code: 'DESTINATION_REFUSED', details: { reason } })
      expect(rejection.message.includes('SECRET')).toBe(reason !== 'not_an_address')
      expect(rejection.message).toBe(explainDestination('SECRET', reason))
    }
  })
})

describe('a memo', () => {
  it.each([
    ['text', 'x'],
    ['text', 'a'.repeat(28)],
    ['text', 'ä'.repeat(14)],
    ['id', '0'],
    ['id', '18446744073709551615'],
  ] as const)('of type %s and value %s is carried', (type, value) => {
    expect(memoFault({ type, value })).toBeNull()
  })

  it.each([
    ['text', '', /empty/],
    ['text', 'a'.repeat(29), /at most 28 bytes.*has 29/],
    ['text', 'ä'.repeat(15), /at most 28 bytes.*has 30/],
    ['id', '18446744073709551616', /0 to 18446744073709551615/],
    ['id', '-1', /whole number/],
    ['id', '01', /whole number/],
    ['id', '1.0', /whole number/],
    ['id', '', /whole number/],
  ] as const)('of type %s and value "%s" is refused', (type, value, fault) => {
    expect(memoFault({ type, value })).toMatch(fault)
  })
})
