import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { releaseFees } from '../../domain/fees/releaseFees.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import { ACCOUNT_KINDS, type Account } from '../../domain/ledger/accounts.ts'
import { releasePayout } from '../../domain/ledger/personPayout.ts'
import { type ChainProof, debit, type Posting, posting } from '../../domain/ledger/posting.ts'
import { cancelPosting } from '../../domain/ledger/rules/cancel.ts'
import { depositPosting } from '../../domain/ledger/rules/deposit.ts'
import { feeTopUpPosting } from '../../domain/ledger/rules/feeTopUp.ts'
import { fundPosting } from '../../domain/ledger/rules/fund.ts'
import { releasePosting } from '../../domain/ledger/rules/release.ts'
import { reservePosting } from '../../domain/ledger/rules/reserve.ts'
import { treasuryFundingPosting } from '../../domain/ledger/rules/treasuryFunding.ts'
import { MAX_AMOUNT, type Stroops, stroops } from '../../domain/money.ts'
import { FEE_POLICIES, type FeePolicy } from '../../domain/order/terms.ts'

const orderId: OrderId = 'ord_1'
const buyerId: UserId = 'usr_buyer'
const sellerId: UserId = 'usr_seller'
const contractId = 'CESCROW'
const proof: ChainProof = { transactionHash: 'aa', ledger: 1 }
const key = 'k'

// Small amounts as often as large ones: there the fees round to nothing or to a stroop.
const anyAmount = fc.oneof(fc.bigInt({ min: 1n, max: 5_000n }), fc.bigInt({ min: 1n, max: MAX_AMOUNT })).map(stroops)
const anyPolicy = fc.constantFrom(...FEE_POLICIES)
const anyFeeBps = fc.integer({ min: 0, max: 9_900 })

/** What an order of this amount and commission does from deposit to top-up, one posting per rule. */
function wholeLife(amount: Stroops, platformFeeBps: number, policy: FeePolicy): Posting[] {
  const payout = releasePayout(amount, platformFeeBps, policy)
  const postings = [
    depositPosting({ eventId: 'e', userId: buyerId, amount, proof }),
    treasuryFundingPosting({ eventId: 'f', amount, proof }),
    reservePosting({ key, orderId, buyerId, amount }),
    cancelPosting({ key, orderId, buyerId, amount }),
    reservePosting({ key, orderId, buyerId, amount }),
    fundPosting({ key, orderId, buyerId, contractId, amount, milestones: [], proof }),
    releasePosting({ key, orderId, sellerId, contractId, amount, payout, proof }),
  ]
  if (payout.topUp > 0n) {
    postings.push(feeTopUpPosting({ orderId, userId: sellerId, cause: '', amount: payout.topUp, proof }))
  }
  return postings
}

/** Balances on each account's normal side after the postings. */
function balancesAfter(postings: readonly Posting[]): Map<string, bigint> {
  const balances = new Map<string, bigint>()
  for (const { entries } of postings) {
    for (const { account, amount } of entries) {
      const change = ACCOUNT_KINDS[account.kind].normal === 'debit' ? amount : -amount
      balances.set(account.name, (balances.get(account.name) ?? 0n) + change)
    }
  }
  return balances
}

describe('posting rules', () => {
  test('every rule balances for any amount and any commission', () => {
    fc.assert(
      fc.property(anyAmount, anyFeeBps, anyPolicy, (amount, bps, policy) => {
        for (const { entries } of wholeLife(amount, bps, policy)) {
          expect(entries.reduce((sum, entry) => sum + entry.amount, 0n)).toBe(0n)
          expect(entries.every((entry) => entry.amount !== 0n)).toBe(true)
        }
      }),
    )
  })

  test('after a whole life the wallet, topped up, holds exactly what the seller is owed', () => {
    fc.assert(
      fc.property(anyAmount, anyFeeBps, anyPolicy, (amount, bps, policy) => {
        const balances = balancesAfter(wholeLife(amount, bps, policy))
        const owed = balances.get(`user:${sellerId}:available`) ?? 0n
        expect(balances.get(`wallet:${sellerId}`) ?? 0n).toBe(owed)
        const { protocol, platform } = releaseFees(amount, bps)
        expect(owed).toBe(amount - platform - (policy === 'recipient_pays' ? protocol : 0n))
        for (const account of [`order:${orderId}:reserved`, `order:${orderId}:escrow`, `escrow:${contractId}`]) {
          expect(balances.get(account)).toBe(0n)
        }
      }),
    )
  })

  test('a release whose fee the platform absorbs leaves the wallet short by the protocol fee and by nothing else', () => {
    fc.assert(
      fc.property(anyAmount, anyFeeBps, (amount, bps) => {
        const fees = releaseFees(amount, bps)
        const payout = releasePayout(amount, bps, 'platform_absorbs')
        const balances = balancesAfter([releasePosting({ key, orderId, sellerId, contractId, amount, payout, proof })])
        const short = (balances.get(`user:${sellerId}:available`) ?? 0n) - (balances.get(`wallet:${sellerId}`) ?? 0n)
        expect(short).toBe(fees.protocol)
        expect(balances.get('protocol_fees') ?? 0n).toBe(fees.protocol)
        expect(balances.get('treasury') ?? 0n).toBe(fees.platform)
        expect(balances.get('platform_fees') ?? 0n).toBe(fees.platform)
      }),
    )
  })

  test('the parts of a payout add up to the amount and none is negative', () => {
    fc.assert(
      fc.property(anyAmount, anyFeeBps, (amount, bps) => {
        const { protocol, platform, receiver } = releaseFees(amount, bps)
        expect(protocol + platform + receiver).toBe(amount)
        expect([protocol, platform, receiver].every((part) => part >= 0n)).toBe(true)
      }),
    )
  })

  test('an order in milestones locks each in an account of its own, and paying all of them empties every one', () => {
    fc.assert(
      fc.property(fc.array(anyAmount, { minLength: 1, maxLength: 5 }), anyFeeBps, (milestones, bps) => {
        const amount = stroops(milestones.reduce((sum, part) => sum + part, 0n))
        const funded = fundPosting({ key, orderId, buyerId, contractId, amount, milestones, proof })
        const locked = balancesAfter([funded])
        expect(milestones.map((_, index) => locked.get(`order:${orderId}:escrow:${index}`))).toEqual(milestones)
        const paid = milestones.map((part, milestone) => {
          const payout = releasePayout(part, bps, 'platform_absorbs')
          return releasePosting({ key, orderId, sellerId, contractId, milestone, amount: part, payout, proof })
        })
        const after = balancesAfter([funded, ...paid])
        for (const [name, balance] of after) if (name.includes('escrow')) expect(balance).toBe(0n)
      }),
    )
  })

  test('a cancellation is the exact reverse of the reservation', () => {
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const facts = { key, orderId, buyerId, amount }
        const balances = balancesAfter([reservePosting(facts), cancelPosting(facts)])
        expect([...balances.values()].every((balance) => balance === 0n)).toBe(true)
      }),
    )
  })

  test('entries that do not sum to zero are refused before the database sees them', () => {
    const account: Account = { name: 'treasury', kind: 'treasury' }
    expect(() => posting({ key, kind: 'deposit', entries: [debit(account, stroops(1n))] })).toThrow('off balance')
    expect(() => debit(account, stroops(0n))).toThrow('must be positive')
  })
})
