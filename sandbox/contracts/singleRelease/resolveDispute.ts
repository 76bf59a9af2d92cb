import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { checkDistributions, orOverflow } from './distributions.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import { loadEscrow, saveEscrow } from './escrowStore.ts'
import { splitDistribution } from './fees.ts'
import { payOut } from './payOut.ts'
import { readAddress, readAmountsByAddress } from './readValue.ts'
import { tokenBalance } from './tokenCalls.ts'
import { writeSymbol, writeVec, writeVoid } from './writeValue.ts'

/** `resolve_dispute(dispute_resolver, distributions)`: hands out the whole balance, gross shares, both fees charged. */
export function resolveDispute(host: Host, args: readonly xdr.ScVal[], protocolFeeAddress: string): xdr.ScVal {
  const resolver = readAddress(args[0])
  const shares = readAmountsByAddress(args[1])
  const escrow = loadEscrow(host)
  const total = checkDistributions(host, shares)
  check(host, resolver === escrow.roles.disputeResolver, 'OnlyDisputeResolverCanExecuteThisFunction')
  check(host, escrow.flags.disputed, 'EscrowNotInDispute')
  const balance = tokenBalance(host, escrow.tokenId, host.contractId)
  check(host, balance >= total, 'InsufficientFundsForResolution')
  check(host, balance === total, 'DistributionsMustEqualEscrowBalance')
  check(host, total > 0n, 'TotalAmountCannotBeZero')
  host.requireAuth(resolver)
  const payout = orOverflow(host, () => splitDistribution(shares, escrow.platformFeeBps))
  const next = { ...escrow, flags: { ...escrow.flags, disputed: false, resolved: true } }
  saveEscrow(host, next)
  payOut(host, escrow.tokenId, payout, { protocol: protocolFeeAddress, platform: escrow.roles.platform })
  host.emit([writeSymbol('tw_disp_resolve')], writeVec([encodeEscrow(next)]))
  return writeVoid()
}
