import { describe, expect, it } from 'vitest'
import { ChainStepError } from '../../../chain/step/errors.ts'
import { bumpFee, feeBid, isAtCap, raisedFee } from '../../../chain/step/fees.ts'

describe('the fee offered for an operation', () => {
  it('starts at a hundred times the minimum and is four times higher at each further attempt', () => {
    expect([1, 2, 3].map((attempt) => feeBid(attempt, 1, 1_000_000n))).toEqual([10_000n, 40_000n, 160_000n])
  })

  it('keeps the whole transaction under the cap', () => {
    expect(feeBid(9, 60, 600_000n) * 60n).toBeLessThanOrEqual(600_000n)
    expect(feeBid(50, 1, 5_000n)).toBe(5_000n)
    expect(feeBid(1, 60, 300n)).toBe(100n)
  })
})

describe('the fee of a fee bump', () => {
  it('is at least what the inner transaction offers', () => {
    expect(bumpFee(530_000n, 500_000n, 1, 20_000_000n)).toBe(30_000n)
    expect(bumpFee(500_050n, 500_000n, 1, 20_000_000n)).toBe(10_000n)
    expect(bumpFee(500_300n, 500_000n, 1, 500_600n)).toBe(300n)
  })

  it('rises with the attempts, but the total stays under the cap', () => {
    expect(bumpFee(500_100n, 500_000n, 3, 20_000_000n)).toBe(160_000n)
    const base = bumpFee(500_100n, 500_000n, 9, 501_000n)
    expect(base * 2n + 500_000n).toBeLessThanOrEqual(501_000n)
  })

  it('that cannot be paid under the cap needs a decision', () => {
    expect(() => bumpFee(500_100n, 500_000n, 1, 500_100n)).toThrow(ChainStepError)
  })
})

describe('the fee of a contract call that the platform pays by itself', () => {
  it('is raised to the bid of the attempt, on top of what its resources cost', () => {
    expect([1, 2].map((attempt) => raisedFee(500_100n, 500_000n, attempt, 20_000_000n))).toEqual([510_000n, 540_000n])
  })

  it('is never lowered, and never over the cap', () => {
    expect(raisedFee(590_000n, 500_000n, 1, 20_000_000n)).toBe(590_000n)
    expect(raisedFee(500_100n, 500_000n, 9, 505_000n)).toBe(505_000n)
    expect(() => raisedFee(500_100n, 500_000n, 1, 500_099n)).toThrow(ChainStepError)
  })
})

describe('a fee near the cap', () => {
  it('leaves no room for a raise that is worth it once it is over half of it', () => {
    expect([isAtCap(10_000_000n, 20_000_000n), isAtCap(10_000_001n, 20_000_000n)]).toEqual([false, true])
  })
})
