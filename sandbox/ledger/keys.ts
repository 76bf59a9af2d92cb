import { hash } from 'node:crypto'
import { type Asset, xdr } from '@stellar/stellar-sdk'
import { accountId, scAddress } from '../xdr/addresses.ts'
import { xdrText } from '../xdr/encode.ts'

/** A LedgerKey as base64 XDR: the identity of one ledger entry. */
export type EntryKey = string & { readonly __brand: 'EntryKey' }

/** The identity under which `key` is stored. */
export function entryKey(key: xdr.LedgerKey): EntryKey {
  return xdrText(key) as EntryKey
}

/** The ledger key behind a stored identity. */
export function ledgerKeyOf(key: EntryKey): xdr.LedgerKey {
  return xdr.LedgerKey.fromXdr(Buffer.from(key, 'base64'))
}

const MAX_REMEMBERED_KEYS = 50_000
const rememberedKeys = new Map<string, EntryKey>()

/** Key encoding runs several times per operation, so recent ones are kept. */
function remember(name: string, build: () => xdr.LedgerKey): EntryKey {
  const known = rememberedKeys.get(name)
  if (known !== undefined) return known
  if (rememberedKeys.size >= MAX_REMEMBERED_KEYS) rememberedKeys.clear()
  const key = entryKey(build())
  rememberedKeys.set(name, key)
  return key
}

/** Key of an account's entry. */
export function accountKey(address: string): EntryKey {
  return remember(address, () => xdr.LedgerKey.account(new xdr.LedgerKeyAccount({ accountId: accountId(address) })))
}

/** Key of the trustline `address` holds for `asset`. */
export function trustlineKey(address: string, asset: Asset): EntryKey {
  return remember(`${address}/${asset.toString()}`, () =>
    xdr.LedgerKey.trustline(
      new xdr.LedgerKeyTrustLine({ accountId: accountId(address), asset: asset.toTrustLineXdrObject() }),
    ),
  )
}

/** Key of a named data entry of an account. */
export function dataKey(address: string, dataName: xdr.XdrString): EntryKey {
  return entryKey(xdr.LedgerKey.data(new xdr.LedgerKeyData({ accountId: accountId(address), dataName })))
}

/** Key of a claimable balance. */
export function claimableBalanceKey(balanceId: xdr.ClaimableBalanceId): EntryKey {
  return entryKey(xdr.LedgerKey.claimableBalance(new xdr.LedgerKeyClaimableBalance({ balanceId })))
}

/** Key of a persistent entry in a contract's storage. */
export function contractDataKey(contractId: string, key: xdr.ScVal): EntryKey {
  return entryKey(
    xdr.LedgerKey.contractData(
      new xdr.LedgerKeyContractData({
        contract: scAddress(contractId),
        key,
        durability: xdr.ContractDataDurability.persistent,
      }),
    ),
  )
}

/** Key of a contract's instance: which code it runs. */
export function contractInstanceKey(contractId: string): EntryKey {
  return remember(contractId, () => ledgerKeyOf(contractDataKey(contractId, xdr.ScVal.scvLedgerKeyContractInstance())))
}

/** Key of uploaded contract code. */
export function contractCodeKey(hash: Uint8Array): EntryKey {
  return entryKey(xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: new xdr.Hash(hash) })))
}

/** SHA-256 of a key: how time-to-live entries name the entry they belong to. */
export function ttlHash(key: EntryKey): Uint8Array {
  return hash('sha256', Buffer.from(key, 'base64'), 'buffer')
}

/** Key of the time-to-live entry that belongs to `key`. */
export function ttlKey(key: EntryKey): EntryKey {
  return remember(`ttl/${key}`, () => xdr.LedgerKey.ttl(new xdr.LedgerKeyTtl({ keyHash: new xdr.Hash(ttlHash(key)) })))
}
