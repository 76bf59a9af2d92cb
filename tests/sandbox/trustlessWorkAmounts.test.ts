import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { percentToBps, toHumanNumber, toStroops } from '../../sandbox/trustlessWork/amounts.ts'
import { ApiError } from '../../sandbox/trustlessWork/apiError.ts'

describe('amounts in requests', () => {
  it.each([
    [80, 800_000_000n],
    [0.24, 2_400_000n],
    [0.0000001, 1n],
    [33.3333333, 333_333_333n],
    [1e21, 10n ** 28n],
    [0, 0n],
    [-1.5, -15_000_000n],
  ])('reads %d as exactly %d stroops', (amount, stroops) => {
    expect(toStroops(amount, 'amount')).toBe(stroops)
  })

  it.each([0.00000001, 1.23456789, 0.1 + 0.2])('refuses %d, which has more than seven decimals', (amount) => {
    expect(() => toStroops(amount, 'amount')).toThrow(ApiError)
  })

  it('reads every amount of up to 9 million units exactly as it was written', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 14n), (stroops) => {
        const text = `${stroops / 10_000_000n}.${String(stroops % 10_000_000n).padStart(7, '0')}`
        expect(toStroops(JSON.parse(text), 'amount')).toBe(stroops)
        expect(toHumanNumber(stroops)).toBe(Number(text))
      }),
    )
  })

  it('reads a platform fee in percent as basis points and refuses parts of a basis point', () => {
    expect([0, 5, 2.5, 1.23, 99].map((percent) => percentToBps(percent, 'platformFee'))).toEqual([
      0, 500, 250, 123, 9900,
    ])
    expect(() => percentToBps(1.234, 'platformFee')).toThrow('platformFee must have at most 2 decimals')
    expect(() => percentToBps(-1, 'platformFee')).toThrow('platformFee must be a percentage')
  })
})
