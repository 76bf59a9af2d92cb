import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribute, roundingRisk } from '../../../chain/escrow/distribute.ts'
import type { Share } from '../../../chain/intent.ts'
import { overdraws } from '../../../domain/fees/overdraw.ts'
import { stroops } from '../../../domain/money.ts'
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

describe('dust in a resolution', () => {
  const cents = fc.bigInt({ min: 1n, max: 10n ** 9n }).map((count) => count * 100_000n)
  const decided = fc
    .tuple(fc.option(cents, { nil: 0n }), cents)
    .map(([release, refund]) =>
      [share(seller, release), share(buyer, refund)].filter(({ amountStroops }) => amountStroops !== '0'),
    )
  const dusts = fc.oneof(fc.bigInt({ min: 0n, max: 20_000n }), fc.bigInt({ min: 0n, max: 10n ** 10n }))
  const basisPoints = fc.integer({ min: 0, max: 9_900 })
  const isOverdrawn = (shares: readonly Share[], bps: number): boolean =>
    overdraws(
      shares.map(({ amountStroops }) => stroops(BigInt(amountStroops))),
      bps,
    )

  it('that one revision of the contract cannot divide is told, with what to send for it to divide', () => {
    const shares = [share(buyer, 500_000_000n)]
    expect(roundingRisk({ shares, remainderTo: treasury }, 500_000_007n, 0)).toEqual({
      dustStroops: 7n,
      missingStroops: 9_993n,
    })
  })

  it.each([
    ['there is none', [share(seller, 300_000_000n), share(buyer, 500_000_000n)], 800_000_000n, treasury],
    ['it divides', [share(seller, 300_000_000n), share(buyer, 500_000_000n)], 800_070_000n, treasury],
    ['it goes to the only one who is paid', [share(buyer, 500_000_000n)], 500_000_007n, buyer],
    ['the shares come to more than is held', [share(buyer, 500_000_000n)], 7n, treasury],
    [
      'the shares themselves do not divide',
      [share(seller, 333_333_333n), share(buyer, 466_666_667n)],
      800_000_007n,
      treasury,
    ],
  ])('is no risk where %s', (_name, shares, held, remainderTo) => {
    expect(roundingRisk({ shares, remainderTo }, held, 0)).toBeNull()
  })

  it('is a risk exactly where a revision overdraws, and what is missing is little and always cures it', () => {
    fc.assert(
      fc.property(decided, dusts, basisPoints, (shares, dust, bps) => {
        const plan = { shares, remainderTo: treasury }
        const held = sum(shares) + dust
        const risk = roundingRisk(plan, held, bps)
        expect(risk !== null).toBe(isOverdrawn(distribute(plan, held) ?? [], bps))
        if (risk === null) return
        expect(risk.dustStroops).toBe(dust)
        expect(risk.missingStroops > 0n && risk.missingStroops < 10_000n).toBe(true)
        const cured = distribute(plan, held + risk.missingStroops) ?? []
        expect(isOverdrawn(cured, bps)).toBe(false)
        // The ledger books the decided parts to the people, and the rest to the treasury.
        expect(cured).toEqual([...shares, share(treasury, dust + risk.missingStroops)])
      }),
      { numRuns: 2_000 },
    )
  })

  it('of a few stroops is one for most resolutions, so that the property is not empty', () => {
    const seen = fc
      .sample(decided, 200)
      .filter((shares) => roundingRisk({ shares, remainderTo: treasury }, sum(shares) + 7n, 0) !== null)
    expect(seen.length).toBeGreaterThan(150)
  })
})
