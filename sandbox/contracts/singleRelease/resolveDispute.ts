import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { checkDistributions, orOverflow } from '../escrow/distributions.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { splitDistribution } from '../escrow/fees.ts'
import { payOut } from '../escrow/payOut.ts'
import { readAddress, readAmountsByAddress } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeSymbol, writeVec, writeVoid } from '../escrow/writeValue.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check, refusals } from './errors.ts'
import { singleRelease } from './kind.ts'

/** `resolve_dispute(dispute_resolver, distributions)`: hands out the whole balance, gross shares, both fees charged. */
export function resolveDispute(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const resolver = readAddress(args[0])
  const shares = readAmountsByAddress(args[1])
  const escrow = loadEscrow(host, singleRelease)
  const total = checkDistributions(host, shares, refusals)
  check(host, resolver === escrow.roles.disputeResolver, 'OnlyDisputeResolverCanExecuteThisFunction')
  check(host, escrow.flags.disputed, 'EscrowNotInDispute')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= total, 'InsufficientFundsForResolution')
  check(host, balance === total, 'DistributionsMustEqualEscrowBalance')
  check(host, total > 0n, 'TotalAmountCannotBeZero')
  host.requireAuth(resolver)
  const payout = orOverflow(host, refusals, () => splitDistribution(shares, escrow.platformFeeBps))
  const next = { ...escrow, flags: { ...escrow.flags, disputed: false, resolved: true } }
  saveEscrow(host, singleRelease, next)
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_disp_resolve')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}
