import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { decodeEscrow } from './decodeEscrow.ts'
import { encodeEscrow } from './encodeEscrow.ts'
import type { Escrow } from './escrow.ts'
import { loadEscrow } from './escrowStore.ts'
import { readAddress } from './readValue.ts'

/** `get_escrow()` */
export function getEscrow(host: Host): xdr.ScVal {
  return encodeEscrow(loadEscrow(host))
}

/** `get_escrow_by_contract_id(contract_id)` */
export function getEscrowByContractId(host: Host, args: readonly xdr.ScVal[]): xdr.ScVal {
  return encodeEscrow(escrowOf(host, readAddress(args[0])))
}

/** Reads another escrow through its own `get_escrow`; a contract may not call itself, so its own is read directly. */
export function escrowOf(host: Host, contractId: string): Escrow {
  return contractId === host.contractId ? loadEscrow(host) : decodeEscrow(host.call(contractId, 'get_escrow', []))
}
