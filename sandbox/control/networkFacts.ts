import { ESCROW_WASM_HASH, FACTORY_CONTRACT_ID, MULTI_ESCROW_WASM_HASH } from '../genesis.ts'
import type { Chain } from '../ledger/chain.ts'
import { assetContractId } from '../ledger/network.ts'

/** What a client has to know about this network. */
export function networkFacts(chain: Chain, ledgerIntervalMs: number): Readonly<Record<string, string | number>> {
  const { network } = chain
  return {
    passphrase: network.passphrase,
    usdcIssuer: network.usdcIssuer,
    usdcContractId: assetContractId(network, network.usdc),
    factoryContractId: FACTORY_CONTRACT_ID,
    escrowWasmHash: ESCROW_WASM_HASH,
    multiEscrowWasmHash: MULTI_ESCROW_WASM_HASH,
    protocolFeeAddress: network.protocolFeeAddress,
    ledgerIntervalMs,
    latestLedger: chain.head().sequence,
  }
}
