import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { sameEscrow } from '../escrow/escrowKind.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeAddress, writeSymbol, writeText, writeVec } from '../escrow/writeValue.ts'
import { allFalse, checkProperties, noneApproved } from './checkProperties.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import type { Escrow } from './escrow.ts'
import { singleRelease } from './kind.ts'

/** `update_escrow(plataform_address, escrow_properties)`: the whole new state, not a patch. */
export function updateEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const platform = readAddress(args[0])
  const proposed = decodeEscrow(args[1])
  const stored = loadEscrow(host, singleRelease)
  checkProperties(host, proposed)
  check(host, platform === stored.roles.platform, 'OnlyPlatformAddressExecuteThisFunction')
  check(host, proposed.roles.platform === stored.roles.platform, 'PlatformAddressCannotBeChanged')
  check(host, !stored.flags.disputed, 'EscrowOpenedForDisputeResolution')
  check(host, allFalse(proposed.flags), 'FlagsMustBeFalse')
  if (tokenBalance(host, stored.tokenId, host.contractId) > 0n) checkChangeWhileFunded(host, stored, proposed)
  else checkChangeWhileEmpty(host, stored, proposed)
  host.requireAuth(platform)
  saveEscrow(host, singleRelease, proposed)
  const encoded = encodeEscrow(proposed)
  host.emit([writeSymbol('tw_update')], writeVec([writeAddress(platform), writeText(proposed.engagementId), encoded]))
  return encoded
}

/** Once money is in, only unapproved milestones may be appended: even one stroop of dust freezes the rest. */
function checkChangeWhileFunded(host: Host, stored: Escrow, proposed: Escrow): void {
  const kept = { ...proposed, milestones: proposed.milestones.slice(0, stored.milestones.length) }
  check(host, sameEscrow(singleRelease, kept, stored), 'EscrowPropertiesMismatch')
  check(host, noneApproved(proposed.milestones.slice(stored.milestones.length)), 'FlagsMustBeFalse')
}

function checkChangeWhileEmpty(host: Host, stored: Escrow, proposed: Escrow): void {
  check(host, noneApproved(stored.milestones), 'MilestoneApprovedCantChangeEscrowProperties')
  check(host, noneApproved(proposed.milestones), 'FlagsMustBeFalse')
}
