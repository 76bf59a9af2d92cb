import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import type { AnyEscrow, EscrowKind } from './escrowKind.ts'
import { escrowOf } from './readEscrow.ts'
import { readAddress, readVec } from './readValue.ts'
import { tokenBalance, tokenDecimals } from './tokenCalls.ts'
import { writeAddress, writeI128, writeStruct, writeU32, writeVec } from './writeValue.ts'

const MAX_ESCROWS_PER_CALL = 20

/** `get_multiple_escrow_balances(addresses)`: balance and decimals of each escrow's own asset. */
export function getMultipleEscrowBalances<Escrow extends AnyEscrow>(
  kind: EscrowKind<Escrow>,
  host: Host,
  args: readonly xdr.ScVal[],
): xdr.ScVal {
  const addresses = readVec(args[0]).map(readAddress)
  kind.refusals.check(host, addresses.length <= MAX_ESCROWS_PER_CALL, 'TooManyEscrowsRequested')
  return writeVec(
    addresses.map((address) => {
      const { tokenId } = escrowOf(kind, host, address)
      return writeStruct({
        address: writeAddress(address),
        balance: writeI128(tokenBalance(host, tokenId, address)),
        trustline_decimals: writeU32(tokenDecimals(host, tokenId)),
      })
    }),
  )
}
