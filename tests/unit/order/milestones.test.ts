import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stroops } from '../../../domain/money.ts'
import { allocate, type Milestone, totals } from '../../../domain/order/milestones.ts'
import { newOrderState } from '../../../domain/order/state.ts'

const amounts = fc.array(fc.bigInt({ min: 1n, max: 10n ** 12n }), { minLength: 1, maxLength: 50 })

function milestonesOf(parts: readonly bigint[]): Milestone[] {
  return parts.map((amount, index) => ({
    ref: `m${index}`,
    index,
    amount: stroops(amount),
    status: 'PENDING',
    releasedStroops: null,
    transactionHash: null,
  }))
}

describe('dividing a decision over milestones', () => {
  it('hands out exactly the decided sums, each milestone in full, and splits at most one', () => {
    fc.assert(
      fc.property(amounts, fc.double({ min: 0, max: 1, noNaN: true }), (parts, portion) => {
        const total = parts.reduce((sum, part) => sum + part, 0n)
        const release = (total * BigInt(Math.round(portion * 1_000_000))) / 1_000_000n
        const shares = allocate(milestonesOf(parts), stroops(release))
        expect(shares.reduce((sum, share) => sum + share.release, 0n)).toBe(release)
        expect(shares.map(({ release: one, refund }) => one + refund)).toEqual(parts)
        expect(shares.filter((share) => share.release > 0n && share.refund > 0n).length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('refuses to release more than the milestones are worth', () => {
    expect(() => allocate(milestonesOf([5n, 5n]), stroops(11n))).toThrow('1 stroops less')
  })
})

describe('how all milestones came out together', () => {
  const terms = {
    orderId: 'ord_1',
    buyerId: 'usr_b',
    sellerId: 'usr_s',
    amountStroops: '50',
    currency: 'USD',
    platformFeeBps: 0,
    milestones: [
      { ref: 'a', title: 'a', amountStroops: '20' },
      { ref: 'b', title: 'b', amountStroops: '30' },
    ],
  } as const

  it.each([
    ['20', '30', 'RELEASED', 50n],
    ['0', '0', 'REFUNDED', 0n],
    ['20', '0', 'SPLIT', 20n],
    ['20', '1', 'SPLIT', 21n],
  ] as const)('is told by what was released: %s and %s make %s', (first, second, finalStatus, released) => {
    const state = newOrderState(terms)
    const milestones = state.milestones.map((milestone, index) => ({
      ...milestone,
      releasedStroops: index === 0 ? first : second,
    }))
    expect(totals({ ...state, milestones })).toEqual({ finalStatus, released, refunded: 50n - released })
  })
})
