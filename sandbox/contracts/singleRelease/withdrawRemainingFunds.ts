import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { checkDistributions, orOverflow } from '../escrow/distributions.ts'
import { loadEscrow } from '../escrow/escrowStore.ts'
import { splitDistribution } from '../escrow/fees.ts'
import { payOut } from '../escrow/payOut.ts'
import { readAddress, readAmountsByAddress } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeVoid } from '../escrow/writeValue.ts'
import { check, refusals } from './errors.ts'
import { singleRelease } from './kind.ts'

/**
 * `withdraw_remaining_funds(dispute_resolver, distributions)`: hands out part or all of what an escrow still holds
 * after a release, a resolution or during a dispute. Changes no flag and emits no event of its own.
 */
export function withdrawRemainingFunds(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const resolver = readAddress(args[0])
  const shares = readAmountsByAddress(args[1])
  const escrow = loadEscrow(host, singleRelease)
  const total = checkDistributions(host, shares, refusals)
  const { released, resolved, disputed } = escrow.flags
  check(host, resolver === escrow.roles.disputeResolver, 'OnlyDisputeResolverCanExecuteThisFunction')
  check(host, released || resolved || disputed, 'EscrowNotFullyProcessed')
  check(host, total > 0n, 'TotalAmountCannotBeZero')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= total, 'InsufficientFundsForResolution')
  host.requireAuth(resolver)
  const payout = orOverflow(host, refusals, () => splitDistribution(shares, escrow.platformFeeBps))
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  return writeVoid()
}
