import { type Asset, xdr } from '@stellar/stellar-sdk'
import { accountId } from '../xdr/addresses.ts'
import { TRUSTLINE_AUTHORIZED_FLAG } from './constants.ts'
import { trustlineKey } from './keys.ts'
import { ledgerEntry, sponsorOf } from './ledgerEntry.ts'
import type { EntryView, Overlay } from './overlay.ts'

/** What an account holds of an issued asset. */
export interface Trustline {
  readonly address: string
  readonly asset: Asset
  readonly balanceStroops: bigint
  readonly limitStroops: bigint
  readonly flags: number
  readonly sponsor?: string | undefined
}

/** The trustline of `address` for `asset`, if it opened one. */
export function readTrustline(view: EntryView, address: string, asset: Asset): Trustline | undefined {
  const entry = view.get(trustlineKey(address, asset))
  if (entry === undefined || entry.data.type !== 'trustline') return undefined
  const { balance, limit, flags } = entry.data.trustLine
  return { address, asset, balanceStroops: balance, limitStroops: limit, flags, sponsor: sponsorOf(entry) }
}

/** Stores the trustline as it now is. */
export function writeTrustline(overlay: Overlay, trustline: Trustline): void {
  const data = new xdr.TrustLineEntry({
    accountId: accountId(trustline.address),
    asset: trustline.asset.toTrustLineXdrObject(),
    balance: trustline.balanceStroops,
    limit: trustline.limitStroops,
    flags: trustline.flags,
    ext: xdr.TrustLineEntryExt.v0(),
  })
  const entry = ledgerEntry(overlay.ledgerSequence, xdr.LedgerEntryData.trustline(data), trustline.sponsor)
  overlay.put(trustlineKey(trustline.address, trustline.asset), entry)
}

/** Whether the issuer lets this trustline send and receive. */
export function isAuthorized(trustline: Trustline): boolean {
  return (trustline.flags & TRUSTLINE_AUTHORIZED_FLAG) !== 0
}
