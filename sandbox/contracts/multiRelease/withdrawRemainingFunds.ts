import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { checkDistributions, orOverflow } from '../escrow/distributions.ts'
import { loadEscrow } from '../escrow/escrowStore.ts'
import { splitDistribution } from '../escrow/fees.ts'
import { payOut } from '../escrow/payOut.ts'
import { readAddress, readAmountsByAddress } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refusals } from './errors.ts'
import type { Flags } from './escrow.ts'
import { multiRelease } from './kind.ts'

/**
 * `withdraw_remaining_funds(dispute_resolver, distributions)`: hands out part or all of what the contract still holds
 * once every milestone is released, resolved or disputed. Changes no flag.
 */
export function withdrawRemainingFunds(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const resolver = readAddress(args[0])
  const shares = readAmountsByAddress(args[1])
  const escrow = loadEscrow(host, multiRelease)
  const total = checkDistributions(host, shares, refusals)
  check(host, resolver === escrow.roles.disputeResolver, 'OnlyDisputeResolverCanExecuteThisFunction')
  const allProcessed = escrow.milestones.every((milestone) => isProcessed(milestone.flags))
  check(host, allProcessed, 'EscrowNotFullyProcessed')
  check(host, total > 0n, 'TotalAmountCannotBeZero')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= total, 'InsufficientFundsForResolution')
  host.requireAuth(resolver)
  const payout = orOverflow(host, refusals, () => splitDistribution(shares, escrow.platformFeeBps))
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_withdraw')], writeVec([encodeEscrow(escrow)]))
  return writeVoid()
}

function isProcessed(flags: Flags): boolean {
  return flags.released || flags.resolved || flags.disputed
}
