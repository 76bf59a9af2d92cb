import type { xdr } from '@stellar/stellar-sdk'
import { readText } from '../contracts/escrow/readValue.ts'
import type { Chain } from './chain.ts'
import type { EscrowIndex } from './escrowIndex.ts'
import { type AssetName, presentEscrow } from './presentEscrow.ts'
import { readBalances } from './readBalances.ts'
import type { StoredEscrow } from './storedEscrow.ts'

const MAX_ASSETS_KEPT = 1_000

export type ReadModel = {
  /**
   * Escrow objects in the order asked for; contracts without an escrow are left out. Balances are always the chain's;
   * states are those of the index while it lags, unless `onChain` asks for the chain's.
   */
  readonly show: (contractIds: readonly string[], onChain?: boolean) => Promise<Record<string, unknown>[]>
}

/** State and balances from the chain, dates and creators from the index. */
export function createReadModel(chain: Chain, index: EscrowIndex, isLagging: () => boolean): ReadModel {
  const assetNames = new Map<string, AssetName>()

  async function assetName(tokenId: string): Promise<AssetName> {
    const known = assetNames.get(tokenId)
    if (known !== undefined) return known
    const name = parseAssetName(await chain.view(tokenId, 'name', []))
    if (assetNames.size >= MAX_ASSETS_KEPT) assetNames.clear()
    assetNames.set(tokenId, name)
    return name
  }

  function indexed(contractIds: readonly string[]): ReadonlyMap<string, StoredEscrow> {
    return new Map(
      contractIds.flatMap((contractId) => {
        const known = index.get(contractId)
        return known === undefined ? [] : [[contractId, known.stored] as const]
      }),
    )
  }

  return {
    show: async (contractIds, onChain = false) => {
      await index.refresh()
      const stored = isLagging() && !onChain ? indexed(contractIds) : await chain.readEscrows(contractIds)
      const amounts = await readBalances(chain, stored)
      const shown: Record<string, unknown>[] = []
      for (const contractId of contractIds) {
        const escrow = stored.get(contractId)
        if (escrow === undefined) continue
        const asset = await assetName(escrow.escrow.tokenId)
        shown.push(presentEscrow(contractId, escrow, amounts.get(contractId) ?? 0n, asset, index.get(contractId)))
      }
      return shown
    },
  }
}

/** The asset contract of a classic asset is named `CODE:ISSUER`. */
function parseAssetName(value: xdr.ScVal): AssetName {
  const [name = '', address = ''] = readText(value).split(':')
  return { name, address }
}
