import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatCents, formatExact, parseAmount, parseExact, stroops } from '../../domain/money.ts'

describe('amounts from the API', () => {
  it.each([
    ['10.005', 'too_many_decimals'],
    ['-1.00', 'not_a_decimal'],
    ['+1.00', 'not_a_decimal'],
    ['1e3', 'not_a_decimal'],
    ['0.00', 'not_positive'],
    ['0', 'not_positive'],
    ['01.00', 'not_a_decimal'],
    ['1.', 'not_a_decimal'],
    ['.5', 'not_a_decimal'],
    ['1,00', 'not_a_decimal'],
    [' 1.00', 'not_a_decimal'],
    ['', 'not_a_decimal'],
    ['NaN', 'not_a_decimal'],
    ['1000000000.01', 'too_large'],
  ])('refuses %j as %s', (text, fault) => {
    expect(parseAmount(text)).toEqual({ ok: false, fault })
  })

  it('reads any number of cents exactly and writes it back with two decimals', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 100_000_000_000n }), (cents) => {
        const text = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`
        const parsed = parseAmount(text)
        expect(parsed).toEqual({ ok: true, amount: cents * 100_000n })
        expect(formatCents(stroops(cents * 100_000n))).toBe(text)
      }),
    )
  })
})

describe('amounts to the stroop', () => {
  it('survive being written and read, whatever their size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n }), (value) => {
        expect(parseExact(formatExact(stroops(value)))).toBe(value)
      }),
    )
  })

  it('are rounded down when shown in cents, so that nobody sees money that is not there', () => {
    expect(formatCents(stroops(199_999n))).toBe('0.01')
    expect(formatCents(stroops(99_999n))).toBe('0.00')
  })

  it('keep their sign when written exactly', () => {
    expect(formatExact(stroops(-1n))).toBe('-0.0000001')
  })
})
