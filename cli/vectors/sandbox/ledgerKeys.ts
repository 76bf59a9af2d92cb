import { Address, type Asset, Keypair, xdr } from '@stellar/stellar-sdk'

export function trustlineKey(owner: string, asset: Asset): xdr.LedgerKey {
  const accountId = Keypair.fromPublicKey(owner).xdrAccountId()
  return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId, asset: asset.toTrustLineXdrObject() }))
}

/** What a contract holds is an entry of the asset's contract. */
export function contractBalanceKey(tokenId: string, owner: string): xdr.LedgerKey {
  return dataKey(tokenId, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Balance'), Address.fromString(owner).toScVal()]))
}

/** The one persistent entry of an escrow contract. */
export function storedEscrowKey(contractId: string): xdr.LedgerKey {
  return dataKey(contractId, xdr.ScVal.scvVec([xdr.ScVal.scvSymbol('Escrow')]))
}

export function instanceKey(contractId: string): xdr.LedgerKey {
  return dataKey(contractId, xdr.ScVal.scvLedgerKeyContractInstance())
}

export function codeKey(wasmHash: Uint8Array): xdr.LedgerKey {
  return xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: new xdr.Hash(wasmHash) }))
}

function dataKey(contractId: string, key: xdr.ScVal): xdr.LedgerKey {
  const contract = Address.fromString(contractId).toScAddress()
  const durability = xdr.ContractDataDurability.persistent
  return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability }))
}
