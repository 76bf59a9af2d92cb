import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribute } from '../../../chain/escrow/distribute.ts'
import type { Share } from '../../../chain/intent.ts'
import { address } from './support/vendorTransaction.ts'

const [buyer, seller, treasury] = [address('buyer'), address('seller'), address('platform')]
const share = (to: string, amount: bigint): Share => ({ address: to, amountStroops: amount.toString() })
const sum = (shares: readonly Share[]): bigint =>
  shares.reduce((total, { amountStroops }) => total + BigInt(amountStroops), 0n)

describe('the shares of a resolution', () => {
  it('are asked for as they are when they come to what the escrow holds', () => {
    const shares = [share(seller, 300n), share(buyer, 200n)]
    expect(distribute({ shares, remainderTo: treasury }, 500n)).toEqual(shares)
  })

  it('get a further one where the escrow holds more', () => {
    const shares = [share(seller, 300n), share(buyer, 200n)]
    expect(distribute({ shares, remainderTo: treasury }, 507n)).toEqual([...shares, share(treasury, 7n)])
  })

  it('take the rest in where its receiver has a share already, because an address may be named only once', () => {
    const shares = [share(seller, 300n), share(buyer, 200n)]
    expect(distribute({ shares, remainderTo: buyer }, 507n)).toEqual([share(seller, 300n), share(buyer, 207n)])
  })

  it('of one address become one', () => {
    const shares = [share(buyer, 300n), share(buyer, 200n)]
    expect(distribute({ shares, remainderTo: treasury }, 500n)).toEqual([share(buyer, 500n)])
  })

  it('that come to more than the escrow holds cannot be paid out', () => {
    expect(distribute({ shares: [share(buyer, 500n)], remainderTo: treasury }, 499n)).toBeNull()
  })

  it.each(['0', '-5', '1.5', '', '007'])(
    'that are no positive whole number stop the program: "%s"',
    (amountStroops) => {
      const shares = [{ address: buyer, amountStroops }]
      expect(() => distribute({ shares, remainderTo: treasury }, 500n)).toThrow(/positive whole number/)
    },
  )

  it('are at most fifty, which is what the contract takes', () => {
    const shares = Array.from({ length: 50 }, (_, index) => share(address(`payee ${index}`), 1n))
    expect(distribute({ shares, remainderTo: treasury }, 50n)).toHaveLength(50)
    expect(() => distribute({ shares, remainderTo: treasury }, 51n)).toThrow(/at most 50/)
  })

  it('always add up to what is held, name each address once and give nobody less than was decided', () => {
    const people = [buyer, seller, treasury]
    const parts = fc.array(fc.tuple(fc.constantFrom(...people), fc.bigInt({ min: 1n, max: 10n ** 15n })), {
      minLength: 1,
    })
    fc.assert(
      fc.property(parts, fc.constantFrom(...people), fc.bigInt({ min: 0n, max: 10n ** 12n }), (drawn, to, dust) => {
        const shares = drawn.map(([person, amount]) => share(person, amount))
        const paid = distribute({ shares, remainderTo: to }, sum(shares) + dust) ?? []
        expect(sum(paid)).toBe(sum(shares) + dust)
        expect(new Set(paid.map((each) => each.address)).size).toBe(paid.length)
        for (const person of people) {
          const [decided, received] = [shares, paid].map((list) => sum(list.filter((each) => each.address === person)))
          expect(received).toBe((decided ?? 0n) + (person === to ? dust : 0n))
        }
      }),
    )
  })
})
