import { ESCROW_WASM_HASH, FACTORY_CONTRACT_ID, PROTOCOL_FEE_ADDRESS, USDC, USDC_ISSUER } from '../genesis.ts'
import type { Chain } from '../ledger/chain.ts'
import { assetContractId } from '../ledger/network.ts'

/** What a client has to know about this network. */
export function networkFacts(chain: Chain, ledgerIntervalMs: number): Readonly<Record<string, string | number>> {
  return {
    passphrase: chain.network.passphrase,
    usdcIssuer: USDC_ISSUER,
    usdcContractId: assetContractId(chain.network, USDC),
    factoryContractId: FACTORY_CONTRACT_ID,
    escrowWasmHash: ESCROW_WASM_HASH,
    protocolFeeAddress: PROTOCOL_FEE_ADDRESS,
    ledgerIntervalMs,
    latestLedger: chain.head().sequence,
  }
}
