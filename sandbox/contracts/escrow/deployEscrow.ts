import type { xdr } from '@stellar/stellar-sdk'
import type { Host } from '../../soroban/host.ts'
import { hasEscrow } from './escrowStore.ts'
import { readAddress, readHash, readSymbol, readVec } from './readValue.ts'
import type { Refusals } from './refusals.ts'
import { writeAddress, writeVec } from './writeValue.ts'

/**
 * `tw_new_..._escrow(signer, wasm_hash, salt, init_fn, init_args, constructor_args)`: creates an instance and
 * initialises it in one step. The only call that asks for authorisation before it validates anything. The signer gains
 * no role.
 */
export function deployEscrow(
  refusals: Refusals<'EscrowAlreadyInitialized'>,
  host: Host,
  args: readonly xdr.ScVal[],
): xdr.ScVal {
  const signer = readAddress(args[0])
  const wasmHash = readHash(args[1])
  const salt = readHash(args[2])
  const initFunction = readSymbol(args[3])
  const initArgs = readVec(args[4])
  readVec(args[5])
  host.requireAuth(signer)
  refusals.check(host, !hasEscrow(host), 'EscrowAlreadyInitialized')
  const contractId = host.createContract(wasmHash, salt)
  const result = host.call(contractId, initFunction, initArgs)
  return writeVec([writeAddress(contractId), result])
}
