import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import type { AnyEscrow, EscrowKind } from './escrowKind.ts'
import { escrowKey, loadEscrow, TTL_THRESHOLD_LEDGERS } from './escrowStore.ts'
import { readAddress, readU32 } from './readValue.ts'
import { writeAddress, writeSymbol, writeU32, writeVec, writeVoid } from './writeValue.ts'

/**
 * `extend_contract_ttl(platform, ledgers_to_extend)`: does nothing to an entry with more than the threshold left. The
 * host refuses to extend to less than the threshold.
 */
export function extendContractTtl<Escrow extends AnyEscrow>(
  kind: EscrowKind<Escrow>,
  host: Host,
  args: readonly xdr.ScVal[],
): xdr.ScVal {
  const platform = readAddress(args[0])
  const ledgers = readU32(args[1])
  const escrow = loadEscrow(host, kind)
  kind.refusals.check(host, platform === escrow.roles.platform, 'OnlyPlatformAddressExecuteThisFunction')
  host.requireAuth(platform)
  host.extendTtl(escrowKey, TTL_THRESHOLD_LEDGERS, ledgers)
  host.emit([writeSymbol('tw_ttl_extend')], writeVec([writeAddress(platform), writeU32(ledgers)]))
  return writeVoid()
}
