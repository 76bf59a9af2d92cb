import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolutionFees } from '../../domain/fees/resolutionFees.ts'
import { resolutionPayout } from '../../domain/ledger/resolutionPayout.ts'
import { resolutionPosting } from '../../domain/ledger/rules/resolution.ts'
import { parseExact, stroops } from '../../domain/money.ts'
import { FEE_POLICIES } from '../../domain/order/terms.ts'

const bps = fc.integer({ min: 0, max: 9_900 })
const policy = fc.constantFrom(...FEE_POLICIES)
const part = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(stroops)
const parts = fc
  .record({ release: part, refund: part, dust: part })
  .filter(({ release, refund }) => release + refund > 0n)

describe("the contract's fee arithmetic on a resolution", () => {
  it('gives back 79.76 of 80.00 on a full refund without commission, and 75.76 with one of 5 %', () => {
    const amount = parseExact('80')
    expect(resolutionFees([amount], 0)[0]?.receiver).toBe(parseExact('79.76'))
    expect(resolutionFees([amount], 500)[0]?.receiver).toBe(parseExact('75.76'))
  })

  it('hands out the total to the stroop, whatever the shares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: 1n, max: 10n ** 15n }), { minLength: 1, maxLength: 5 }),
        bps,
        (amounts, fee) => {
          const shares = amounts.map(stroops)
          const paid = resolutionFees(shares, fee)
          const sum = paid.reduce(
            (total, { protocol, platform, receiver }) => total + protocol + platform + receiver,
            0n,
          )
          expect(sum).toBe(shares.reduce((total, share) => total + share, 0n))
          for (const { receiver } of paid) expect(receiver).toBeGreaterThanOrEqual(0n)
        },
      ),
    )
  })
})

describe('a resolution in the ledger', () => {
  it('balances for every division, commission and amount of dust', () => {
    fc.assert(
      fc.property(parts, bps, policy, (division, platformFeeBps, feePolicy) => {
        const posting = resolutionPosting({
          key: 'k',
          orderId: 'ord_1',
          buyerId: 'usr_b',
          sellerId: 'usr_s',
          contractId: 'C1',
          parts: division,
          platformFeeBps,
          feePolicy,
          proof: { transactionHash: 'h', ledger: 1 },
        })
        expect(posting.entries.reduce((sum, { amount }) => sum + amount, 0n)).toBe(0n)
      }),
    )
  })

  it('leaves each wallet, once topped up, with exactly what its owner was credited', () => {
    fc.assert(
      fc.property(parts, bps, (division, platformFeeBps) => {
        const { seller, buyer } = resolutionPayout(division, platformFeeBps, 'platform_absorbs')
        expect(seller.receiver + seller.topUp).toBe(seller.credited)
        expect(buyer.receiver + buyer.topUp).toBe(buyer.credited)
        expect(buyer.credited).toBe(division.refund)
        expect(seller.topUp).toBe(seller.protocol)
      }),
    )
  })

  it('where the recipient pays, credits what arrived and leaves nothing for the treasury to pay', () => {
    fc.assert(
      fc.property(parts, bps, (division, platformFeeBps) => {
        const { seller, buyer } = resolutionPayout(division, platformFeeBps, 'recipient_pays')
        for (const person of [seller, buyer]) {
          expect(person.credited).toBe(person.receiver)
          expect(person.topUp).toBe(0n)
        }
      }),
    )
  })
})
