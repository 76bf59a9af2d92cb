import { createHash } from 'node:crypto'
import { Asset } from '@stellar/stellar-sdk'

/** Which network this is: the passphrase goes into every hash and contract id. */
export interface Network {
  readonly passphrase: string
  readonly id: Uint8Array
}

/** The network of a passphrase. */
export function networkOf(passphrase: string): Network {
  return { passphrase, id: createHash('sha256').update(passphrase).digest() }
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
