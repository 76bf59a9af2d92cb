/** The protocol takes 0.30 % on every payout. */
export const PROTOCOL_FEE_BPS = 30n
const BPS_SCALE = 10_000n
const I128_MAX = 2n ** 127n - 1n

/** A product or sum that does not fit the contract's 128-bit integers (contract error 17). */
export class AmountOverflow extends Error {
  override readonly name = 'AmountOverflow'
}

export type Share = { readonly address: string; readonly amount: bigint }
export type Payout = {
  readonly protocolFee: bigint
  readonly platformFee: bigint
  readonly shares: readonly Share[]
}

/** Splits the escrow amount on release: each fee is rounded down, the receiver gets the rest. */
export function splitRelease(amount: bigint, platformFeeBps: number, receiver: string): Payout {
  const fees = feesOf(amount, platformFeeBps)
  return { ...fees, shares: [{ address: receiver, amount: amount - fees.protocolFee - fees.platformFee }] }
}

/**
 * Takes both fees of the total pro rata out of each gross share, rounding down per share. The fees paid are the sums
 * of those parts, so that fees and net shares always add up to the total and no dust stays behind.
 */
export function splitDistribution(shares: readonly Share[], platformFeeBps: number): Payout {
  const total = sumAmounts(shares)
  const fees = feesOf(total, platformFeeBps)
  let protocolFee = 0n
  let platformFee = 0n
  const netShares = shares.map(({ address, amount }) => {
    const protocolPart = fits(amount * fees.protocolFee) / total
    const platformPart = fits(amount * fees.platformFee) / total
    protocolFee += protocolPart
    platformFee += platformPart
    return { address, amount: amount - protocolPart - platformPart }
  })
  return { protocolFee, platformFee, shares: netShares }
}

export function sumAmounts(shares: readonly Share[]): bigint {
  return shares.reduce((total, share) => fits(total + share.amount), 0n)
}

function feesOf(total: bigint, platformFeeBps: number): { protocolFee: bigint; platformFee: bigint } {
  return {
    protocolFee: fits(total * PROTOCOL_FEE_BPS) / BPS_SCALE,
    platformFee: fits(total * BigInt(platformFeeBps)) / BPS_SCALE,
  }
}

function fits(value: bigint): bigint {
  if (value > I128_MAX) throw new AmountOverflow(`${value} does not fit 128 bits`)
  return value
}
