import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { overdraws } from '../../domain/fees/overdraw.ts'
import { MAX_AMOUNT, parseExact, type Stroops, stroops } from '../../domain/money.ts'

const STROOPS_PER_CENT = 100_000n
const basisPoints = fc.integer({ min: 0, max: 9_900 })
const cents = fc.bigInt({ min: 1n, max: MAX_AMOUNT / STROOPS_PER_CENT }).map((n) => stroops(n * STROOPS_PER_CENT))
const exact = fc.bigInt({ min: 1n, max: MAX_AMOUNT }).map(stroops)
const parts = (amounts: fc.Arbitrary<Stroops>) => fc.array(amounts, { minLength: 1, maxLength: 4 })

describe('a resolution overdraws its contract', () => {
  test('never when every share has at most two decimals', () => {
    fc.assert(
      fc.property(parts(cents), basisPoints, (shares, bps) => !overdraws(shares, bps)),
      { numRuns: 2_000 },
    )
  })

  test('never when there is one share only, to the stroop', () => {
    fc.assert(
      fc.property(exact, basisPoints, (share, bps) => !overdraws([share], bps)),
      { numRuns: 2_000 },
    )
  })

  test('when two shares in stroops lose their roundings: the fees are paid in full and the shares hold one stroop more', () => {
    expect(overdraws([parseExact('33.3333333'), parseExact('46.6666667')], 0)).toBe(true)
    expect(overdraws([parseExact('40.0000001'), parseExact('39.9999999')], 0)).toBe(true)
  })

  test('when dust of a stranger is a share of its own beside a split in cents', () => {
    expect(overdraws([parseExact('50.00'), parseExact('30.00'), stroops(7n)], 0)).toBe(true)
  })

  test('for most two-way splits in stroops, so that the check is not empty', () => {
    const seen = fc.sample(fc.tuple(exact, exact), 200).filter((shares) => overdraws(shares, 0))
    expect(seen.length).toBeGreaterThan(100)
  })
})

test('shares of nothing and a commission that the contract refuses are no resolution at all', () => {
  expect(() => overdraws([], 0)).toThrow('positive shares')
  expect(() => overdraws([stroops(0n)], 0)).toThrow('positive shares')
  expect(() => overdraws([stroops(1n)], 9_901)).toThrow('basis points')
})
