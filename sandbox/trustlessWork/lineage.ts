import {
  DEVELOP_ESCROW_WASM_HASH,
  DEVELOP_MULTI_ESCROW_WASM_HASH,
  ESCROW_WASM_HASH,
  MULTI_ESCROW_WASM_HASH,
} from '../genesis.ts'

/** `main` runs on the public network and has the fee address compiled in, `develop` runs on the test network. */
export type EscrowLineage = 'main' | 'develop'

/** The code that new escrows of a lineage are created with. */
export function codeHashes(lineage: EscrowLineage): { escrowWasmHash: string; multiEscrowWasmHash: string } {
  return lineage === 'main'
    ? { escrowWasmHash: ESCROW_WASM_HASH, multiEscrowWasmHash: MULTI_ESCROW_WASM_HASH }
    : { escrowWasmHash: DEVELOP_ESCROW_WASM_HASH, multiEscrowWasmHash: DEVELOP_MULTI_ESCROW_WASM_HASH }
}
