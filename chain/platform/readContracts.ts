import { xdr } from '@stellar/stellar-sdk'
import { type ChainConfig, usdcContractId } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { contractInstanceKey } from '../rpc/ledgerKeys.ts'
import { readEntries } from '../rpc/readEntries.ts'

/** Which of the contracts that we rely on the network has. */
export type ContractsThere = {
  readonly usdc: boolean
  readonly factory: boolean
  readonly escrowCode: boolean
  readonly multiEscrowCode: boolean
}

type Wanted = Pick<
  ChainConfig,
  'passphrase' | 'usdcIssuer' | 'escrowFactoryId' | 'escrowWasmHash' | 'multiEscrowWasmHash'
>

/** Looks for the USDC asset contract, the escrow factory, and the code that escrows are made of. */
export async function readContracts(rpc: ChainRpc, config: Wanted, signal?: AbortSignal): Promise<ContractsThere> {
  const keys = {
    usdc: contractInstanceKey(usdcContractId(config)),
    factory: contractInstanceKey(config.escrowFactoryId),
    escrowCode: codeKey(config.escrowWasmHash),
    multiEscrowCode: codeKey(config.multiEscrowWasmHash),
  }
  const { data } = await readEntries(rpc, [...new Set(Object.values(keys))], signal)
  return {
    usdc: data.has(keys.usdc),
    factory: data.has(keys.factory),
    escrowCode: data.has(keys.escrowCode),
    multiEscrowCode: data.has(keys.multiEscrowCode),
  }
}

function codeKey(wasmHash: string): string {
  const hash = new xdr.Hash(Buffer.from(wasmHash, 'hex'))
  return xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash })).toXdr('base64')
}
