import { invariant } from '../invariant.ts'
import { type Stroops, stroops } from '../money.ts'
import { assertPlatformFee, BASIS_POINTS, PROTOCOL_FEE_BPS } from './basisPoints.ts'
import type { ContractFees } from './releaseFees.ts'

/**
 * The arithmetic of resolve_dispute: both fees are reckoned on the total and taken from each gross share in proportion,
 * rounded down; what the contract pays as fees is the sum of these, so that payouts and fees add up to the total.
 */
export function resolutionFees(shares: readonly Stroops[], platformFeeBps: number): ContractFees[] {
  assertPlatformFee(platformFeeBps)
  const total = shares.reduce((sum, share) => sum + share, 0n)
  invariant(
    shares.length > 0 && shares.every((share) => share > 0n),
    `A resolution needs positive shares, got [${shares}]`,
  )
  const protocolOnTotal = (total * PROTOCOL_FEE_BPS) / BASIS_POINTS
  const platformOnTotal = (total * BigInt(platformFeeBps)) / BASIS_POINTS
  return shares.map((share) => {
    const protocol = (share * protocolOnTotal) / total
    const platform = (share * platformOnTotal) / total
    return {
      protocol: stroops(protocol),
      platform: stroops(platform),
      receiver: stroops(share - protocol - platform),
    }
  })
}
