import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { allFalse, checkProperties, noneApproved } from './checkProperties.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow, sameEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import type { Escrow } from './escrow.ts'
import { loadEscrow, saveEscrow } from './escrowStore.ts'
import { readAddress } from './readValue.ts'
import { tokenBalance } from './tokenCalls.ts'
import { writeAddress, writeSymbol, writeText, writeVec } from './writeValue.ts'

/** `update_escrow(plataform_address, escrow_properties)`: the whole new state, not a patch. */
export function updateEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const platform = readAddress(args[0])
  const proposed = decodeEscrow(args[1])
  const stored = loadEscrow(host)
  checkProperties(host, proposed)
  check(host, platform === stored.roles.platform, 'OnlyPlatformAddressExecuteThisFunction')
  check(host, proposed.roles.platform === stored.roles.platform, 'PlatformAddressCannotBeChanged')
  check(host, !stored.flags.disputed, 'EscrowOpenedForDisputeResolution')
  check(host, allFalse(proposed.flags), 'FlagsMustBeFalse')
  if (tokenBalance(host, stored.tokenId, host.contractId) > 0n) checkChangeWhileFunded(host, stored, proposed)
  else checkChangeWhileEmpty(host, stored, proposed)
  host.requireAuth(platform)
  saveEscrow(host, proposed)
  const encoded = encodeEscrow(proposed)
  host.emit([writeSymbol('tw_update')], writeVec([writeAddress(platform), writeText(proposed.engagementId), encoded]))
  return encoded
}

/** Once money is in, only unapproved milestones may be appended: even one stroop of dust freezes the rest. */
function checkChangeWhileFunded(host: Host, stored: Escrow, proposed: Escrow): void {
  const kept = { ...proposed, milestones: proposed.milestones.slice(0, stored.milestones.length) }
  check(host, sameEscrow(kept, stored), 'EscrowPropertiesMismatch')
  check(host, noneApproved(proposed.milestones.slice(stored.milestones.length)), 'FlagsMustBeFalse')
}

function checkChangeWhileEmpty(host: Host, stored: Escrow, proposed: Escrow): void {
  check(host, noneApproved(stored.milestones), 'MilestoneApprovedCantChangeEscrowProperties')
  check(host, noneApproved(proposed.milestones), 'FlagsMustBeFalse')
}
