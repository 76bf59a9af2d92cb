import { Address, type Asset, xdr } from '@stellar/stellar-sdk'
import { i128Value, stringValue, structValue, symbolValue } from '../soroban/values.ts'
import { addressValue, contractId as contractIdOf } from '../xdr/addresses.ts'
import { remembered } from '../xdr/remembered.ts'
import { assetContractId, type Network } from './network.ts'

export interface AssetMove {
  readonly asset: Asset
  readonly from: string
  readonly to: string
  readonly amountStroops: bigint
  /** Muxed id or memo of the destination, reported beside the amount (CAP-67). */
  readonly destinationTag?: xdr.ScVal | undefined
}

/**
 * The event of the asset's contract for one movement. Since protocol 23 a classic payment emits it too.
 * What the issuer pays is minted, what is paid to the issuer is burned.
 */
export function moveEvent(network: Network, move: AssetMove): xdr.ContractEvent {
  const { asset, from, to } = move
  const issuer = asset.isNative() ? undefined : asset.getIssuer()
  const contractId = assetContractId(network, asset)
  const assetName = nameValue(assetEventName(asset))
  const data = amountData(move)
  if (from === issuer && to !== issuer) {
    return contractEvent(contractId, [symbolValue('mint'), addressValue(to), assetName], data)
  }
  if (to === issuer && from !== issuer) {
    return contractEvent(
      contractId,
      [symbolValue('burn'), addressValue(from), assetName],
      i128Value(move.amountStroops),
    )
  }
  return contractEvent(contractId, [symbolValue('transfer'), addressValue(from), addressValue(to), assetName], data)
}

/** The fee event, in XLM, that every transaction leaves at ledger level. */
export function feeEvent(network: Network, native: Asset, payer: string, amountStroops: bigint): xdr.ContractEvent {
  const topics = [symbolValue('fee'), addressValue(payer)]
  return contractEvent(assetContractId(network, native), topics, i128Value(amountStroops))
}

/** The event of an issuer that authorised a trustline, or froze it. */
export function authorizedEvent(
  network: Network,
  asset: Asset,
  address: string,
  isAuthorized: boolean,
): xdr.ContractEvent {
  const topics = [symbolValue('set_authorized'), addressValue(address), stringValue(assetEventName(asset))]
  return contractEvent(assetContractId(network, asset), topics, xdr.ScVal.scvBool(isAuthorized))
}

const nameValue = remembered(stringValue)

/** How events name an asset: "native" or CODE:ISSUER. */
export function assetEventName(asset: Asset): string {
  return asset.isNative() ? 'native' : `${asset.getCode()}:${asset.getIssuer()}`
}

function amountData(move: AssetMove): xdr.ScVal {
  const amount = i128Value(move.amountStroops)
  return move.destinationTag === undefined ? amount : structValue({ amount, to_muxed_id: move.destinationTag })
}

/** An event as a contract emits it. */
export function contractEvent(contractId: string, topics: readonly xdr.ScVal[], data: xdr.ScVal): xdr.ContractEvent {
  return new xdr.ContractEvent({
    ext: xdr.ExtensionPoint.v0(),
    contractId: contractIdOf(contractId),
    type: xdr.ContractEventType.contract,
    body: xdr.ContractEventBody.v0(new xdr.ContractEventV0({ topics: [...topics], data })),
  })
}

/** What a classic payment tells about its destination: the muxed id, or else the memo. */
export function destinationTag(muxedId: bigint | undefined, memo: xdr.Memo): xdr.ScVal | undefined {
  if (muxedId !== undefined) return xdr.ScVal.scvU64(muxedId)
  switch (memo.type) {
    case 'memoNone':
      return undefined
    case 'memoText':
      return xdr.ScVal.scvString(memo.text)
    case 'memoId':
      return xdr.ScVal.scvU64(memo.id)
    case 'memoHash':
      return xdr.ScVal.scvBytes(memo.hash.toBytes())
    case 'memoReturn':
      return xdr.ScVal.scvBytes(memo.retHash.toBytes())
  }
}

/** How events name a claimable balance: as a B address. */
export function claimableBalanceAddress(balanceId: xdr.ClaimableBalanceId): string {
  return Address.fromScAddress(xdr.ScAddress.scAddressTypeClaimableBalance(balanceId)).toString()
}
