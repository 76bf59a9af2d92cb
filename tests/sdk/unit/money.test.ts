import fc from 'fast-check'
import { expect, it } from 'vitest'
import { money } from '../../../sdk/src/index.ts'

const stroops = fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n })

it('what is written is read as the same amount', () => {
  fc.assert(fc.property(stroops, (amount) => money.parse(money.format(amount)) === amount))
})

it('sums, differences and comparisons are those of whole stroops', () => {
  fc.assert(
    fc.property(stroops, stroops, (left, right) => {
      const [a, b] = [money.format(left), money.format(right)]
      expect(money.parse(money.add(a, b))).toBe(left + right)
      expect(money.parse(money.subtract(a, b))).toBe(left - right)
      expect(money.compare(a, b)).toBe(left < right ? -1 : left > right ? 1 : 0)
    }),
  )
})

it('an amount in cents is the largest that is not more', () => {
  fc.assert(
    fc.property(stroops, (amount) => {
      const cents = money.parse(money.toCents(money.format(amount)))
      expect(cents % 100_000n === 0n && cents <= amount && amount - cents < 100_000n).toBe(true)
    }),
  )
})

it.each([
  ['0', '0.00'],
  ['12.5', '12.50'],
  ['12.3456', '12.3456'],
  ['0.0000001', '0.0000001'],
  ['-3.1', '-3.10'],
])('%s is shown as %s', (given, shown) => {
  expect(money.format(money.parse(given))).toBe(shown)
})

it('adds where floating point does not', () => {
  expect(money.add('0.10', '0.20')).toBe('0.30')
  expect(money.add()).toBe('0.00')
})

it.each(['', '1,50', '1e3', '+1', '01', '.5', '5.', '1.23456789', 'NaN', ' 1', '1\n'])('%j is no amount', (text) => {
  expect(() => money.parse(text)).toThrow(TypeError)
})
