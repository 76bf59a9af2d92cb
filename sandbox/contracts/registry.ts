import { ESCROW_WASM_HASH, FACTORY_WASM_HASH } from '../genesis.ts'
import type { ContractCode } from '../soroban/host.ts'
import type { CodeSource } from '../soroban/machine.ts'
import { factoryCode } from './factory.ts'
import { singleReleaseCode } from './singleRelease/code.ts'
import { createAssetCode } from './usdc.ts'

const NATIVE_CODE: ReadonlyMap<string, ContractCode> = new Map([
  [FACTORY_WASM_HASH, factoryCode],
  [ESCROW_WASM_HASH, singleReleaseCode],
])

/** The contracts this network can run: TypeScript that stands in for wasm code under that code's hash. */
export const contractRegistry: CodeSource = {
  assetCode: createAssetCode,
  wasmCode: (hashHex) => NATIVE_CODE.get(hashHex),
}

/** Hashes under which code can be instantiated. */
export const registeredHashes: readonly string[] = [...NATIVE_CODE.keys()]
