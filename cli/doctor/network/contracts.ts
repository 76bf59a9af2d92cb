import { usdcContractId } from '../../../chain/network.ts'
import { readContracts } from '../../../chain/platform/readContracts.ts'
import { reasonOf } from '../finding.ts'
import type { Known } from './examine.ts'
import { missing, type NetworkFinding, skipped, well } from './report.ts'

const FROM_VENDOR =
  '"node cli/contractFacts.ts" reads what Trustless Work deploys with; compare it with what they publish'

/** What the network must have before an order can be paid. */
export async function lookAtContracts({ rpc, settings }: Known): Promise<NetworkFinding[]> {
  const { networkPassphrase, usdcIssuer, escrowFactoryId, escrowWasmHash, multiEscrowWasmHash } = settings
  if (!rpc || !networkPassphrase || !usdcIssuer || !escrowFactoryId || !escrowWasmHash || !multiEscrowWasmHash) {
    return [skipped('contracts', 'they need an RPC server of the right network, the factory and the hashes')]
  }
  const config = { passphrase: networkPassphrase, usdcIssuer, escrowFactoryId, escrowWasmHash, multiEscrowWasmHash }
  try {
    const there = await readContracts(rpc, config)
    const usdc = usdcContractId(config)
    return [
      there.usdc
        ? well('USDC contract', usdc)
        : missing('USDC contract', `${usdc} is not there`, `Check USDC_ISSUER: is ${usdcIssuer} of this network?`),
      there.factory
        ? well('escrow factory', escrowFactoryId)
        : missing('escrow factory', `${escrowFactoryId} is not there`, `Correct ESCROW_FACTORY_ID: ${FROM_VENDOR}`),
      lookAtCode('single-release code', there.escrowCode, escrowWasmHash, 'ESCROW_WASM_HASH'),
      lookAtCode('multi-release code', there.multiEscrowCode, multiEscrowWasmHash, 'MULTI_ESCROW_WASM_HASH'),
    ]
  } catch (error) {
    return [
      missing('contracts', `cannot be read: ${reasonOf(error)}`, 'Try again; if it stays, try another RPC server'),
    ]
  }
}

function lookAtCode(title: string, isThere: boolean, hash: string, variable: string): NetworkFinding {
  if (isThere) return well(title, hash)
  return missing(title, `no code has the hash ${hash}`, `Correct ${variable}: ${FROM_VENDOR}`)
}
