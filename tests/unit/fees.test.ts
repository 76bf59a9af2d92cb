import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { releaseFees } from '../../domain/fees/releaseFees.ts'
import { parseExact, stroops } from '../../domain/money.ts'

describe("the contract's fee arithmetic on release", () => {
  it.each([
    ['80', 0, '0.24', '0', '79.76'],
    ['80', 500, '0.24', '4', '75.76'],
    ['50', 250, '0.15', '1.25', '48.60'],
    ['33.333333', 123, '0.0999999', '0.4099999', '32.8233332'],
  ])(
    'divides %s at %i basis points into protocol %s, platform %s, receiver %s',
    (amount, bps, protocol, platform, receiver) => {
      expect(releaseFees(parseExact(amount), bps)).toEqual({
        protocol: parseExact(protocol),
        platform: parseExact(platform),
        receiver: parseExact(receiver),
      })
    },
  )

  it('gives out exactly the amount, whatever the amount and the fee', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 16n }), fc.integer({ min: 0, max: 9_900 }), (amount, bps) => {
        const { protocol, platform, receiver } = releaseFees(stroops(amount), bps)
        expect(protocol + platform + receiver).toBe(amount)
        expect(receiver).toBeGreaterThanOrEqual(0n)
      }),
    )
  })

  it('refuses a platform fee that the contract would refuse', () => {
    expect(() => releaseFees(parseExact('1'), 9_901)).toThrow(/basis points/)
    expect(() => releaseFees(parseExact('1'), 0.5)).toThrow(/basis points/)
  })
})
