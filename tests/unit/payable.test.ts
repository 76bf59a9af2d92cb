import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeeTerms, isPayable, isSplitPayable, smallestPayable } from '../../domain/fees/payable.ts'
import { formatCents, MAX_AMOUNT, parseExact, stroops } from '../../domain/money.ts'
import { FEE_POLICIES } from '../../domain/order/terms.ts'

const CENT = 100_000n
const cents = fc.bigInt({ min: 1n, max: MAX_AMOUNT / CENT }).map((n) => stroops(n * CENT))
const fees: fc.Arbitrary<FeeTerms> = fc.record({
  platformFeeBps: fc.integer({ min: 0, max: 9_900 }),
  feePolicy: fc.constantFrom(...FEE_POLICIES),
})

describe('an amount is payable', () => {
  test('from the smallest one on, and never below it', () => {
    fc.assert(
      fc.property(cents, fees, (amount, terms) => isPayable(amount, terms) === amount >= smallestPayable(terms)),
    )
  })

  test.each([
    [{ platformFeeBps: 0, feePolicy: 'platform_absorbs' }, '0.01'],
    [{ platformFeeBps: 0, feePolicy: 'recipient_pays' }, '0.02'],
    [{ platformFeeBps: 250, feePolicy: 'platform_absorbs' }, '0.02'],
    [{ platformFeeBps: 9_900, feePolicy: 'platform_absorbs' }, '1.00'],
    [{ platformFeeBps: 9_900, feePolicy: 'recipient_pays' }, '1.43'],
  ] as const)('with %j from %s on', (terms, least) => {
    expect(formatCents(smallestPayable(terms))).toBe(least)
  })
})

describe('a split is payable', () => {
  const half = (release: string, refund: string) => ({ release: parseExact(release), refund: parseExact(refund) })
  const absorbs: FeeTerms = { platformFeeBps: 0, feePolicy: 'platform_absorbs' }
  const recipient: FeeTerms = { platformFeeBps: 0, feePolicy: 'recipient_pays' }

  test('when both parts are payable amounts of their own', () => {
    fc.assert(
      fc.property(cents, cents, fees, (one, other, terms) => {
        const least = smallestPayable(terms)
        fc.pre(one >= least && other >= least)
        return isSplitPayable([{ release: one, refund: other }], terms)
      }),
    )
  })

  test('unless the fees leave one of them less than a cent, if that one is to have anything', () => {
    expect(isSplitPayable([half('0.01', '49.99')], absorbs)).toBe(true)
    expect(isSplitPayable([half('0.01', '49.99')], recipient)).toBe(false)
    expect(isSplitPayable([half('49.99', '0.01')], recipient)).toBe(false)
    expect(isSplitPayable([half('50.00', '0')], recipient)).toBe(true)
  })

  test('over several milestones when each side gets enough in all of them together', () => {
    expect(isSplitPayable([half('20.00', '0'), half('0.01', '9.99')], recipient)).toBe(true)
    expect(isSplitPayable([half('0.01', '19.99'), half('0', '10.00')], recipient)).toBe(false)
  })

  test('unless the earlier revision of the contract would overdraw', () => {
    expect(isSplitPayable([half('33.3333333', '46.6666667')], absorbs)).toBe(false)
    expect(isSplitPayable([half('20.00', '0'), half('33.3333333', '46.6666667')], absorbs)).toBe(false)
  })
})
