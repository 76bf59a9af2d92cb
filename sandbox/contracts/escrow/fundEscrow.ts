import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { type AnyEscrow, type EscrowKind, sameEscrow } from './escrowKind.ts'
import { loadEscrow } from './escrowStore.ts'
import { readAddress, readI128 } from './readValue.ts'
import { tokenBalance, tokenTransfer } from './tokenCalls.ts'
import { writeAddress, writeI128, writeSymbol, writeVec, writeVoid } from './writeValue.ts'

/**
 * `fund_escrow(signer, expected_escrow, amount)`: anyone may pay in, in any state, any amount; but only while the
 * stored state is exactly the one the funder saw.
 */
export function fundEscrow<Escrow extends AnyEscrow>(
  kind: EscrowKind<Escrow>,
  host: Host,
  args: readonly xdr.ScVal[],
): xdr.ScVal {
  const signer = readAddress(args[0])
  const expected = kind.decode(args[1])
  const amount = readI128(args[2])
  const escrow = loadEscrow(host, kind)
  kind.refusals.check(host, amount > 0n, 'AmountCannotBeZero')
  kind.refusals.check(host, sameEscrow(kind, expected, escrow), 'EscrowPropertiesMismatch')
  const holding = tokenBalance(host, escrow.tokenId, signer)
  kind.refusals.check(host, holding >= amount, 'InsufficientFundsForEscrowFunding')
  host.requireAuth(signer)
  tokenTransfer(host, escrow.tokenId, signer, host.contractId, amount)
  host.emit([writeSymbol('tw_fund')], writeVec([writeAddress(signer), writeI128(amount)]))
  return writeVoid()
}
