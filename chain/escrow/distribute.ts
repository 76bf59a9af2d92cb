import { overdraws } from '../../domain/fees/overdraw.ts'
import { invariant } from '../../domain/invariant.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import type { ResolveIntent, Share } from '../intent.ts'

/** The contract takes no more shares in one resolution (error 45). */
const MAX_DISTRIBUTIONS = 50
const POSITIVE = /^[1-9]\d*$/
/** 0.001 USDC. Fees are whole basis points, so on multiples of this nothing is rounded. */
const UNROUNDED_STEP_STROOPS = 10_000n

type Decided = Pick<ResolveIntent, 'shares' | 'remainderTo'>

/**
 * What a resolution has to ask for so that exactly `heldStroops` are paid out: the shares, and what is left for
 * `remainderTo`. An address is named once, however many parts it gets. Null when the shares come to more than is held.
 */
export function distribute({ shares, remainderTo }: Decided, heldStroops: bigint): readonly Share[] | null {
  const amounts = new Map<string, bigint>()
  const add = (address: string, amount: bigint): void =>
    void amounts.set(address, (amounts.get(address) ?? 0n) + amount)
  for (const { address, amountStroops } of shares) {
    invariant(POSITIVE.test(amountStroops), `A share of "${amountStroops}" stroops is not a positive whole number`)
    add(address, BigInt(amountStroops))
  }
  const remainder = heldStroops - sum(amounts)
  if (remainder < 0n) return null
  if (remainder > 0n) add(remainderTo, remainder)
  invariant(amounts.size > 0, 'A resolution has to pay something to somebody')
  invariant(amounts.size <= MAX_DISTRIBUTIONS, `A resolution pays at most ${MAX_DISTRIBUTIONS} addresses`)
  return [...amounts].map(([address, amount]) => ({ address, amountStroops: amount.toString() }))
}

/** What strangers sent to an escrow, and how much more makes a sum that every revision of the contract can divide. */
export type RoundingRisk = { readonly dustStroops: bigint; readonly missingStroops: bigint }

/**
 * Tells of a resolution that one revision of the contract would overdraw itself with, because dust does not divide. Other
 * shares are no way out: all that is held must go (error 39), each person gets what was decided, the ledger books the dust as
 * the treasury's, and that revision pays exactly only where every share carries a whole number of stroops in fees. More dust
 * is one: up to the next multiple of the step, and it all goes to `remainderTo`. Null where no revision has a problem, or
 * where it is not the dust that does not divide.
 */
export function roundingRisk(decided: Decided, heldStroops: bigint, platformFeeBps: number): RoundingRisk | null {
  const isOverdrawn = (held: bigint): boolean => {
    const shares = distribute(decided, held)
    return shares !== null && overdraws(shares.map(amountOf), platformFeeBps)
  }
  const missingStroops = UNROUNDED_STEP_STROOPS - (heldStroops % UNROUNDED_STEP_STROOPS)
  if (!isOverdrawn(heldStroops) || isOverdrawn(heldStroops + missingStroops)) return null
  return {
    dustStroops: heldStroops - decided.shares.map(amountOf).reduce((total, share) => total + share, 0n),
    missingStroops,
  }
}

function amountOf({ amountStroops }: Share): Stroops {
  return stroops(BigInt(amountStroops))
}

function sum(amounts: ReadonlyMap<string, bigint>): bigint {
  return [...amounts.values()].reduce((total, amount) => total + amount, 0n)
}
