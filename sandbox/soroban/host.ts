import type { xdr } from '@stellar/stellar-sdk'

/** Code of one contract: its exported functions by name. A function gets its arguments as they stood in the XDR. */
export type ContractCode = Readonly<Record<string, ContractFunction>>
export type ContractFunction = (host: Host, args: readonly xdr.ScVal[]) => xdr.ScVal

/**
 * What a contract may ask of the ledger while it runs. Writes and events are undone together when the call fails.
 * Addresses are strkeys (G... or C...).
 */
export interface Host {
  /** The contract that is running. */
  readonly contractId: string
  readonly ledgerSequence: number
  readonly closeTimeSeconds: number
  /** Fails with HostError Auth/InvalidAction unless `address` authorised this call. The calling contract always has. */
  requireAuth(address: string): void
  /** Persistent data of the running contract. */
  read(key: xdr.ScVal): xdr.ScVal | undefined
  write(key: xdr.ScVal, value: xdr.ScVal): void
  /** Extends the entry's life to `extendToLedgers` if `thresholdLedgers` or fewer remain. */
  extendTtl(key: xdr.ScVal, thresholdLedgers: number, extendToLedgers: number): void
  call(contractId: string, functionName: string, args: readonly xdr.ScVal[]): xdr.ScVal
  emit(topics: readonly xdr.ScVal[], data: xdr.ScVal): void
  /**
   * Creates an instance whose id the network derives from the running contract and the salt.
   * HostError Storage/ExistingValue when it exists, Storage/MissingValue for unknown code.
   */
  createContract(wasmHash: Uint8Array, salt: Uint8Array): string
}

/** `Error(Contract, #code)`: the contract itself refused. The number only means something together with `contractId`. */
export class ContractError extends Error {
  override readonly name = 'ContractError'
  readonly contractId: string
  readonly code: number
  constructor(contractId: string, code: number) {
    super(`Error(Contract, #${code}) in ${contractId}`)
    this.contractId = contractId
    this.code = code
  }
}

/** The host refused: missing authorisation, missing or existing storage, bad input. */
export class HostError extends Error {
  override readonly name = 'HostError'
  readonly type: HostErrorType
  readonly code: string
  constructor(type: HostErrorType, code: string, detail: string) {
    super(`Error(${type}, ${code}): ${detail}`)
    this.type = type
    this.code = code
  }
}

export type HostErrorType = 'Auth' | 'Storage' | 'Value' | 'Object' | 'Budget' | 'Context' | 'WasmVm'
