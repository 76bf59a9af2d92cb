import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { sameEscrow } from '../escrow/escrowKind.ts'
import { loadEscrow, saveEscrow } from '../escrow/escrowStore.ts'
import { readAddress } from '../escrow/readValue.ts'
import { tokenBalance } from '../escrow/tokenCalls.ts'
import { writeAddress, writeSymbol, writeText, writeVec } from '../escrow/writeValue.ts'
import { allFalse, checkProperties } from './checkProperties.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import type { Escrow, Flags } from './escrow.ts'
import { multiRelease } from './kind.ts'

/**
 * `update_escrow(plataform_address, escrow_properties)`: the whole new state, not a patch. Neither a dispute nor an
 * approval stops it: while the contract is empty, only the milestones' flags are fixed.
 */
export function updateEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const platform = readAddress(args[0])
  const proposed = decodeEscrow(args[1])
  const stored = loadEscrow(host, multiRelease)
  checkProperties(host, proposed)
  check(host, platform === stored.roles.platform, 'OnlyPlatformAddressExecuteThisFunction')
  check(host, proposed.roles.platform === stored.roles.platform, 'PlatformAddressCannotBeChanged')
  checkFlags(host, stored, proposed)
  if (tokenBalance(host, stored.tokenId, host.contractId) > 0n) {
    const kept = { ...proposed, milestones: proposed.milestones.slice(0, stored.milestones.length) }
    check(host, sameEscrow(multiRelease, kept, stored), 'EscrowPropertiesMismatch')
  }
  host.requireAuth(platform)
  saveEscrow(host, multiRelease, proposed)
  const encoded = encodeEscrow(proposed)
  host.emit([writeSymbol('tw_update')], writeVec([writeAddress(platform), writeText(proposed.engagementId), encoded]))
  return encoded
}

/** Milestones that stay keep their flags, in their places; appended ones start with none set. */
function checkFlags(host: Host, stored: Escrow, proposed: Escrow): void {
  const keepsFlags = proposed.milestones.every(({ flags }, index) => {
    const before = stored.milestones[index]
    return before === undefined || sameFlags(before.flags, flags)
  })
  check(host, keepsFlags, 'EscrowPropertiesMismatch')
  const appended = proposed.milestones.slice(stored.milestones.length)
  const appendedAreFresh = appended.every((milestone) => allFalse(milestone.flags))
  check(host, appendedAreFresh, 'FlagsMustBeFalse')
}

function sameFlags(left: Flags, right: Flags): boolean {
  return (
    left.approved === right.approved &&
    left.disputed === right.disputed &&
    left.released === right.released &&
    left.resolved === right.resolved
  )
}
