import { invariant } from '../invariant.ts'
import { type Stroops, stroops } from '../money.ts'
import { assertPlatformFee, BASIS_POINTS, PROTOCOL_FEE_BPS } from './basisPoints.ts'

/** How the contract divides a payout. The three parts add up to the amount. */
export type ContractFees = { readonly protocol: Stroops; readonly platform: Stroops; readonly receiver: Stroops }

/** The arithmetic of release_funds: each fee is the floor of its share of the configured amount, the receiver gets the rest. */
export function releaseFees(amount: Stroops, platformFeeBps: number): ContractFees {
  invariant(amount > 0n, `A release needs a positive amount, got ${amount}`)
  assertPlatformFee(platformFeeBps)
  const protocol = (amount * PROTOCOL_FEE_BPS) / BASIS_POINTS
  const platform = (amount * BigInt(platformFeeBps)) / BASIS_POINTS
  return { protocol: stroops(protocol), platform: stroops(platform), receiver: stroops(amount - protocol - platform) }
}
