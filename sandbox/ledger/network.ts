import { createHash } from 'node:crypto'
import { Asset } from '@stellar/stellar-sdk'
import { NETWORK_LIMITS, type TransactionLimits } from '../soroban/resources.ts'

/** Issuer of Circle's USDC on the public test network; here the sandbox co-signs for it. */
export const USDC_ISSUER = 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5'

/** Account that the escrow contracts pay the protocol fee to; their `main` build has it compiled in. */
export const PROTOCOL_FEE_ADDRESS = 'GBWWSOATPLIC72ZBOIM7WJCT7VCAHNWW4QUBZ2H4FORMCCIUM5ZVKSZN'

/** Which network this is: the passphrase goes into every hash and contract id. */
export interface Network {
  readonly passphrase: string
  readonly id: Uint8Array
  readonly usdc: Asset
  readonly usdcIssuer: string
  readonly protocolFeeAddress: string
  readonly limits: TransactionLimits
}

export interface NetworkOptions {
  readonly usdcIssuer?: string | undefined
  readonly protocolFeeAddress?: string | undefined
  readonly limits?: TransactionLimits | undefined
}

/** The network of a passphrase. */
export function networkOf(passphrase: string, options: NetworkOptions = {}): Network {
  const usdcIssuer = options.usdcIssuer ?? USDC_ISSUER
  return {
    passphrase,
    id: createHash('sha256').update(passphrase).digest(),
    usdc: new Asset('USDC', usdcIssuer),
    usdcIssuer,
    protocolFeeAddress: options.protocolFeeAddress ?? PROTOCOL_FEE_ADDRESS,
    limits: options.limits ?? NETWORK_LIMITS,
  }
}

const MAX_REMEMBERED = 1_000
const contractIds = new Map<string, string>()

/** The id of an asset's contract: the same for everybody on a network. */
export function assetContractId(network: Network, asset: Asset): string {
  const name = `${network.passphrase}/${asset.toString()}`
  const known = contractIds.get(name)
  if (known !== undefined) return known
  if (contractIds.size >= MAX_REMEMBERED) contractIds.clear()
  const id = asset.contractId(network.passphrase)
  contractIds.set(name, id)
  return id
}

/** The asset a payment moves, from its XDR. */
export function assetOf(asset: Parameters<typeof Asset.fromOperation>[0]): Asset {
  return Asset.fromOperation(asset)
}
