import type { Host } from '../../soroban/host.ts'
import type { Payout } from './fees.ts'
import { tokenTransfer } from './tokenCalls.ts'

/**
 * Pays protocol, platform, then the recipients. Zero amounts are skipped, so that a platform without a fee needs no
 * trustline.
 */
export function payOut(
  host: Host,
  tokenId: string,
  payout: Payout,
  accounts: { protocol: string; platform: string },
): void {
  const legs = [
    { address: accounts.protocol, amount: payout.protocolFee },
    { address: accounts.platform, amount: payout.platformFee },
    ...payout.shares,
  ]
  for (const leg of legs) {
    if (leg.amount > 0n) tokenTransfer(host, tokenId, host.contractId, leg.address, leg.amount)
  }
}
