import { xdr } from '@stellar/stellar-sdk'
import { contractCodeKey, contractInstanceKey } from '../ledger/keys.ts'
import type { Network } from '../ledger/network.ts'
import { contractAddress, scAddress } from '../xdr/addresses.ts'
import { xdrHash } from '../xdr/encode.ts'
import type { ContractStorage } from './contractStorage.ts'
import { missingValue } from './contractStorage.ts'
import { HostError } from './host.ts'

export interface NewInstance {
  readonly wasmHash: Uint8Array
  readonly salt: Uint8Array
  readonly known: { wasmCode(hashHex: string): unknown }
}

/** Creates a contract under the id the network derives from its deployer and the salt. */
export function createInstance(
  storage: ContractStorage,
  network: Network,
  deployer: string,
  instance: NewInstance,
): string {
  const { wasmHash, salt } = instance
  if (wasmHash.length !== 32 || salt.length !== 32) {
    throw new HostError('Value', 'UnexpectedSize', 'wasm hash and salt must have 32 bytes')
  }
  const contractId = deployedContractId(network, deployer, salt)
  const key = contractInstanceKey(contractId)
  if (storage.readInstance(key) !== undefined) {
    throw new HostError('Storage', 'ExistingValue', `contract already exists: ${contractId}`)
  }
  const hashHex = Buffer.from(wasmHash).toString('hex')
  const codeEntry = storage.entries.get(contractCodeKey(wasmHash))
  if (codeEntry === undefined || instance.known.wasmCode(hashHex) === undefined) {
    throw missingValue(`Wasm does not exist: ${hashHex}`)
  }
  storage.writeInstance(contractId, wasmInstance(wasmHash))
  return contractId
}

/** The id of a contract that `deployer` creates with `salt`. */
export function deployedContractId(network: Network, deployer: string, salt: Uint8Array): string {
  const preimage = xdr.HashIdPreimage.envelopeTypeContractId(
    new xdr.HashIdPreimageContractId({
      networkId: new xdr.Hash(network.id),
      contractIdPreimage: xdr.ContractIdPreimage.contractIdPreimageFromAddress(
        new xdr.ContractIdPreimageFromAddress({ address: scAddress(deployer), salt }),
      ),
    }),
  )
  return contractAddress(xdrHash(preimage))
}

/** An instance that runs wasm code and has no instance storage. */
export function wasmInstance(wasmHash: Uint8Array): xdr.ScContractInstance {
  return new xdr.ScContractInstance({
    executable: xdr.ContractExecutable.contractExecutableWasm(wasmHash),
    storage: null,
  })
}
