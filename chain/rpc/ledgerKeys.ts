import { Address, Keypair, xdr } from '@stellar/stellar-sdk'
import { type ChainConfig, usdcAsset, usdcContractId } from '../network.ts'
import { addressVal, symbolVal, vecVal } from '../scval.ts'

export function accountKey(address: string): string {
  const accountId = Keypair.fromPublicKey(address).xdrAccountId()
  return xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId })).toXdr('base64')
}

export function usdcTrustlineKey(config: Pick<ChainConfig, 'usdcIssuer'>, address: string): string {
  const accountId = Keypair.fromPublicKey(address).xdrAccountId()
  const asset = usdcAsset(config).toTrustLineXdrObject()
  return xdr.LedgerKey.trustline(new xdr.LedgerKeyTrustLine({ accountId, asset })).toXdr('base64')
}

/** A data entry of an account. Names are ASCII of at most 64 characters. */
export function accountDataKey(address: string, name: string): string {
  const accountId = Keypair.fromPublicKey(address).xdrAccountId()
  return xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId, dataName: name })).toXdr('base64')
}

/** Where the asset contract keeps what another contract holds. */
export function usdcContractBalanceKey(config: Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>, holder: string): string {
  return contractDataKey(usdcContractId(config), vecVal([symbolVal('Balance'), addressVal(holder)]))
}

/** Where a single-release escrow keeps its state. */
export function escrowStateKey(contractId: string): string {
  return contractDataKey(contractId, ESCROW_STATE_KEY)
}

export const ESCROW_STATE_KEY: xdr.ScVal = vecVal([symbolVal('Escrow')])

export function contractInstanceKey(contractId: string): string {
  return contractDataKey(contractId, xdr.ScVal.scvLedgerKeyContractInstance())
}

function contractDataKey(contractId: string, key: xdr.ScVal): string {
  const contract = Address.fromString(contractId).toScAddress()
  const durability = xdr.ContractDataDurability.persistent
  return xdr.LedgerKey.contractData(new xdr.LedgerKeyContractData({ contract, key, durability })).toXdr('base64')
}
