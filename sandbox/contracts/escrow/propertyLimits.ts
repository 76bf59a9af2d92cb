import { PROTOCOL_FEE_BPS } from './fees.ts'

export const MAX_MILESTONES = 50
const MAX_PLATFORM_FEE_BPS = 9_900

/** Whether platform and protocol together leave something of a payout. */
export function feesLeaveARest(platformFeeBps: number): boolean {
  return platformFeeBps <= MAX_PLATFORM_FEE_BPS && BigInt(platformFeeBps) + PROTOCOL_FEE_BPS <= 10_000n
}
