import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import type { AnyEscrow, EscrowKind } from './escrowKind.ts'
import { loadEscrow } from './escrowStore.ts'
import { readAddress } from './readValue.ts'

/** `get_escrow()` */
export function getEscrow<Escrow extends AnyEscrow>(kind: EscrowKind<Escrow>, host: Host): xdr.ScVal {
  return kind.encode(loadEscrow(host, kind))
}

/** `get_escrow_by_contract_id(contract_id)` */
export function getEscrowByContractId<Escrow extends AnyEscrow>(
  kind: EscrowKind<Escrow>,
  host: Host,
  args: readonly xdr.ScVal[],
): xdr.ScVal {
  return kind.encode(escrowOf(kind, host, readAddress(args[0])))
}

/** Reads another escrow through its own `get_escrow`; a contract may not call itself, so its own is read directly. */
export function escrowOf<Escrow extends AnyEscrow>(kind: EscrowKind<Escrow>, host: Host, contractId: string): Escrow {
  return contractId === host.contractId ? loadEscrow(host, kind) : kind.decode(host.call(contractId, 'get_escrow', []))
}
