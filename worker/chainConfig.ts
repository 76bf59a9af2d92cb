import { type ChainConfig, checkChainConfig } from '../chain/network.ts'
import type { WorkerConfig } from '../config/load.ts'

/** The worker's settings as the chain code wants them. */
export function chainConfig(config: WorkerConfig): ChainConfig {
  return checkChainConfig({
    passphrase: config.networkPassphrase,
    rpcUrl: config.rpcUrl,
    usdcIssuer: config.usdcIssuer,
    trustlessWorkUrl: config.trustlessWorkUrl,
    trustlessWorkApiKey: config.trustlessWorkApiKey,
    escrowFactoryId: config.escrowFactoryId,
    escrowWasmHash: config.escrowWasmHash,
    multiEscrowWasmHash: config.multiEscrowWasmHash,
    protocolFeeAddress: config.protocolFeeAddress,
    feeCapStroops: config.feeCapStroops,
  })
}
