import { invariant } from '../invariant.ts'

export const BASIS_POINTS = 10_000n

/** What Trustless Work's contract keeps for itself on every payout: 0.30 %. */
export const PROTOCOL_FEE_BPS = 30n

/** The contract refuses more (error 31). */
const MAX_PLATFORM_FEE_BPS = 9_900

export function assertPlatformFee(platformFeeBps: number): void {
  invariant(
    Number.isInteger(platformFeeBps) && platformFeeBps >= 0 && platformFeeBps <= MAX_PLATFORM_FEE_BPS,
    `The contract takes a platform fee of 0 to ${MAX_PLATFORM_FEE_BPS} basis points, got ${platformFeeBps}`,
  )
}
