import { describe, expect, it } from 'vitest'
import { ChainStepError } from '../../../chain/step/errors.ts'
import { bumpFee, feeBid } from '../../../chain/step/fees.ts'

describe('the fee offered for an operation', () => {
  it('starts at the minimum and is four times higher at each further attempt', () => {
    expect([1, 2, 3].map((attempt) => feeBid(attempt, 1, 1_000_000n))).toEqual([100n, 400n, 1_600n])
  })

  it('keeps the whole transaction under the cap', () => {
    expect(feeBid(9, 60, 600_000n) * 60n).toBeLessThanOrEqual(600_000n)
    expect(feeBid(50, 1, 5_000n)).toBe(5_000n)
  })
})

describe('the fee of a fee bump', () => {
  it('is at least what the inner transaction offers', () => {
    expect(bumpFee(500_300n, 500_000n, 1, 20_000_000n)).toBe(300n)
    expect(bumpFee(500_050n, 500_000n, 1, 20_000_000n)).toBe(100n)
  })

  it('rises with the attempts, but the total stays under the cap', () => {
    expect(bumpFee(500_100n, 500_000n, 3, 20_000_000n)).toBe(1_600n)
    const base = bumpFee(500_100n, 500_000n, 9, 501_000n)
    expect(base * 2n + 500_000n).toBeLessThanOrEqual(501_000n)
  })

  it('that cannot be paid under the cap needs a decision', () => {
    expect(() => bumpFee(500_100n, 500_000n, 1, 500_100n)).toThrow(ChainStepError)
  })
})
