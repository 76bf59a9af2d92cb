import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { sameEscrow } from './encodeEscrow.ts'
import { check } from './errors.ts'
import { loadEscrow } from './escrowStore.ts'
import { readAddress, readI128 } from './readValue.ts'
import { tokenBalance, tokenTransfer } from './tokenCalls.ts'
import { writeAddress, writeI128, writeSymbol, writeVec, writeVoid } from './writeValue.ts'

/**
 * `fund_escrow(signer, expected_escrow, amount)`: anyone may pay in, in any state, any amount; but only while the
 * stored state is exactly the one the funder saw.
 */
export function fundEscrow(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  const signer = readAddress(args[0])
  const expected = decodeEscrow(args[1])
  const amount = readI128(args[2])
  const escrow = loadEscrow(host)
  check(host, amount > 0n, 'AmountCannotBeZero')
  check(host, sameEscrow(expected, escrow), 'EscrowPropertiesMismatch')
  check(host, tokenBalance(host, escrow.tokenId, signer) >= amount, 'InsufficientFundsForEscrowFunding')
  host.requireAuth(signer)
  tokenTransfer(host, escrow.tokenId, signer, host.contractId, amount)
  host.emit([writeSymbol('tw_fund')], writeVec([writeAddress(signer), writeI128(amount)]))
  return writeVoid()
}
