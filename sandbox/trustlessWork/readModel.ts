import type { xdr } from '@stellar/stellar-sdk'
import { readAddress, readI128, readStruct, readText, readVec } from '../contracts/singleRelease/readValue.ts'
import { writeAddress, writeVec } from '../contracts/singleRelease/writeValue.ts'
import type { Chain } from './chain.ts'
import type { EscrowIndex } from './escrowIndex.ts'
import { type AssetName, presentEscrow } from './presentEscrow.ts'

const MAX_BALANCES_PER_CALL = 20
const MAX_ASSETS_KEPT = 1_000

export type ReadModel = {
  /** Escrow objects in the order asked for; contracts without an escrow are left out. */
  readonly show: (contractIds: readonly string[]) => Promise<Record<string, unknown>[]>
  readonly balances: (contractIds: readonly string[]) => Promise<ReadonlyMap<string, bigint>>
}

/** State and balances from the chain, dates and creators from the index. */
export function createReadModel(chain: Chain, index: EscrowIndex): ReadModel {
  const assetNames = new Map<string, AssetName>()

  async function balances(contractIds: readonly string[]): Promise<ReadonlyMap<string, bigint>> {
    const found = new Map<string, bigint>()
    for (let start = 0; start < contractIds.length; start += MAX_BALANCES_PER_CALL) {
      const chunk = contractIds.slice(start, start + MAX_BALANCES_PER_CALL)
      const [any] = chunk
      if (any === undefined) break
      // Any escrow contract can be asked about the balances of all others.
      const answer = await chain.view(any, 'get_multiple_escrow_balances', [writeVec(chunk.map(writeAddress))])
      for (const item of readVec(answer)) {
        const fields = readStruct(item, ['address', 'balance', 'trustline_decimals'])
        found.set(readAddress(fields.address), readI128(fields.balance))
      }
    }
    return found
  }

  async function assetName(tokenId: string): Promise<AssetName> {
    const known = assetNames.get(tokenId)
    if (known !== undefined) return known
    const name = parseAssetName(await chain.view(tokenId, 'name', []))
    if (assetNames.size >= MAX_ASSETS_KEPT) assetNames.clear()
    assetNames.set(tokenId, name)
    return name
  }

  return {
    balances,
    show: async (contractIds) => {
      await index.refresh()
      const escrows = await chain.readEscrows(contractIds)
      const found = contractIds.flatMap((contractId) => {
        const escrow = escrows.get(contractId)
        return escrow === undefined ? [] : [{ contractId, escrow }]
      })
      const amounts = await balances(found.map(({ contractId }) => contractId))
      const shown: Record<string, unknown>[] = []
      for (const { contractId, escrow } of found) {
        const asset = await assetName(escrow.tokenId)
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
