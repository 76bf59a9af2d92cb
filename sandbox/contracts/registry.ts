import {
  DEVELOP_ESCROW_WASM_HASH,
  DEVELOP_MULTI_ESCROW_WASM_HASH,
  ESCROW_WASM_HASH,
  FACTORY_WASM_HASH,
  MULTI_ESCROW_WASM_HASH,
  PROTOCOL_FEE_ADDRESS,
} from '../genesis.ts'
import type { ContractCode } from '../soroban/host.ts'
import type { CodeSource } from '../soroban/machine.ts'
import type { Lineage } from './escrow/lineage.ts'
import { factoryCode } from './factory.ts'
import { createMultiReleaseCode } from './multiRelease/code.ts'
import { createSingleReleaseCode } from './singleRelease/code.ts'
import { createAssetCode } from './usdc.ts'

/** The contracts a network can run: TypeScript that stands in for wasm code under that code's hash. */
export function createContractRegistry(main: Exclude<Lineage, 'develop'>): CodeSource {
  const nativeCode: ReadonlyMap<string, ContractCode> = new Map([
    [FACTORY_WASM_HASH, factoryCode],
    [ESCROW_WASM_HASH, createSingleReleaseCode(main)],
    [MULTI_ESCROW_WASM_HASH, createMultiReleaseCode(main)],
    [DEVELOP_ESCROW_WASM_HASH, createSingleReleaseCode('develop')],
    [DEVELOP_MULTI_ESCROW_WASM_HASH, createMultiReleaseCode('develop')],
  ])
  return { assetCode: createAssetCode, wasmCode: (hashHex) => nativeCode.get(hashHex) }
}

export const contractRegistry: CodeSource = createContractRegistry({ protocolFeeAddress: PROTOCOL_FEE_ADDRESS })
