import { invariant } from '../invariant.ts'
import type { Stroops } from '../money.ts'
import { assertPlatformFee, BASIS_POINTS, PROTOCOL_FEE_BPS } from './basisPoints.ts'
import { resolutionFees } from './resolutionFees.ts'

/**
 * Whether a resolution could make its contract pay out more than it holds, which fails the whole transaction (asset
 * contract error 10). Two revisions of the contract are known and a deployment does not say which one it is, so a
 * resolution is only safe if both can pay it.
 */
export function overdraws(shares: readonly Stroops[], platformFeeBps: number): boolean {
  assertPlatformFee(platformFeeBps)
  invariant(
    shares.length > 0 && shares.every((share) => share > 0n),
    `A resolution needs positive shares, got [${shares}]`,
  )
  const held = shares.reduce((sum, share) => sum + share, 0n)
  return (
    paidByEarlierRevision(shares, held, platformFeeBps) > held || paidByLaterRevision(shares, platformFeeBps) > held
  )
}

/** Pays both fees on the total first, then each share less its part of them rounded down: the roundings are paid twice. */
function paidByEarlierRevision(shares: readonly Stroops[], total: bigint, platformFeeBps: number): bigint {
  const fees = (total * PROTOCOL_FEE_BPS) / BASIS_POINTS + (total * BigInt(platformFeeBps)) / BASIS_POINTS
  return shares.reduce((sum, share) => sum + share - (share * fees) / total, fees)
}

/** Takes each fee from each share, and pays as fees what it took. */
function paidByLaterRevision(shares: readonly Stroops[], platformFeeBps: number): bigint {
  return resolutionFees(shares, platformFeeBps).reduce(
    (sum, { protocol, platform, receiver }) => sum + protocol + platform + receiver,
    0n,
  )
}
