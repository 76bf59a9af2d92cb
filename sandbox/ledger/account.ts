import { xdr } from '@stellar/stellar-sdk'
import { accountAddress, accountBytes, accountId } from '../xdr/addresses.ts'
import { accountKey } from './keys.ts'
import { ledgerEntry, sponsorOf } from './ledgerEntry.ts'
import type { EntryView, Overlay } from './overlay.ts'

export interface AccountSigner {
  readonly address: string
  readonly weight: number
  readonly sponsor?: string | undefined
}

export interface Thresholds {
  readonly masterWeight: number
  readonly low: number
  readonly medium: number
  readonly high: number
}

/** An account as the rules see it; stored as the network's AccountEntry. */
export interface Account {
  readonly address: string
  readonly balanceStroops: bigint
  readonly sequence: bigint
  readonly subentries: number
  readonly flags: number
  readonly homeDomain: xdr.XdrString
  readonly thresholds: Thresholds
  readonly signers: readonly AccountSigner[]
  /** Reserves somebody else pays for this account. */
  readonly sponsoredReserves: number
  /** Reserves this account pays for others. */
  readonly sponsoringReserves: number
  readonly sequenceLedger: number
  readonly sequenceTimeSeconds: bigint
  readonly sponsor?: string | undefined
}

/** A fresh account without subentries. */
export function newAccount(address: string, balanceStroops: bigint, sequence: bigint): Account {
  return {
    address,
    balanceStroops,
    sequence,
    subentries: 0,
    flags: 0,
    homeDomain: new xdr.XdrString(''),
    thresholds: { masterWeight: 1, low: 0, medium: 0, high: 0 },
    signers: [],
    sponsoredReserves: 0,
    sponsoringReserves: 0,
    sequenceLedger: 0,
    sequenceTimeSeconds: 0n,
  }
}

const decoded = new WeakMap<xdr.LedgerEntry, Account>()

/** The account at `address`, if there is one. */
export function readAccount(view: EntryView, address: string): Account | undefined {
  const entry = view.get(accountKey(address))
  if (entry === undefined || entry.data.type !== 'account') return undefined
  const known = decoded.get(entry)
  if (known !== undefined) return known
  const account = decodeAccount(entry.data.account, sponsorOf(entry))
  decoded.set(entry, account)
  return account
}

/** Stores the account as it now is. */
export function writeAccount(overlay: Overlay, account: Account): void {
  const entry = ledgerEntry(
    overlay.ledgerSequence,
    xdr.LedgerEntryData.account(encodeAccount(account)),
    account.sponsor,
  )
  decoded.set(entry, account)
  overlay.put(accountKey(account.address), entry)
}

function decodeAccount(entry: xdr.AccountEntry, sponsor: string | undefined): Account {
  const [masterWeight = 0, low = 0, medium = 0, high = 0] = entry.thresholds.toBytes()
  const v2 = entry.ext.type === 'v1' && entry.ext.v1.ext.type === 'v2' ? entry.ext.v1.ext.v2 : undefined
  const v3 = v2?.ext.type === 'v3' ? v2.ext.v3 : undefined
  const signerSponsors = v2?.signerSponsoringIDs ?? []
  return {
    address: addressOf(entry.accountId),
    balanceStroops: entry.balance,
    sequence: entry.seqNum,
    subentries: entry.numSubEntries,
    flags: entry.flags,
    homeDomain: entry.homeDomain,
    thresholds: { masterWeight, low, medium, high },
    signers: entry.signers.map((signer, index) => decodeSigner(signer, signerSponsors[index] ?? null)),
    sponsoredReserves: v2?.numSponsored ?? 0,
    sponsoringReserves: v2?.numSponsoring ?? 0,
    sequenceLedger: v3?.seqLedger ?? 0,
    sequenceTimeSeconds: v3?.seqTime ?? 0n,
    sponsor,
  }
}

function decodeSigner(signer: xdr.Signer, sponsor: xdr.AccountId | null): AccountSigner {
  if (signer.key.type !== 'signerKeyTypeEd25519') throw new TypeError('Only ed25519 signers are ever stored here')
  return {
    address: accountAddress(signer.key.ed25519.toBytes()),
    weight: signer.weight,
    ...(sponsor === null ? {} : { sponsor: addressOf(sponsor) }),
  }
}

function encodeAccount(account: Account): xdr.AccountEntry {
  const { masterWeight, low, medium, high } = account.thresholds
  return new xdr.AccountEntry({
    accountId: accountId(account.address),
    balance: account.balanceStroops,
    seqNum: account.sequence,
    numSubEntries: account.subentries,
    inflationDest: null,
    flags: account.flags,
    homeDomain: account.homeDomain,
    thresholds: new xdr.Thresholds(Uint8Array.of(masterWeight, low, medium, high)),
    signers: account.signers.map(encodeSigner),
    ext: encodeExtension(account),
  })
}

function encodeSigner(signer: AccountSigner): xdr.Signer {
  const key = xdr.SignerKey.signerKeyTypeEd25519(accountBytes(signer.address))
  return new xdr.Signer({ key, weight: signer.weight })
}

/** The network writes the extensions with the first sponsorship or the first transaction of an account. */
function encodeExtension(account: Account): xdr.AccountEntryExt {
  const hasHistory = account.sequenceLedger > 0
  if (!hasHistory && account.sponsoredReserves === 0 && account.sponsoringReserves === 0)
    return xdr.AccountEntryExt.v0()
  const v3 = new xdr.AccountEntryExtensionV3({
    ext: xdr.ExtensionPoint.v0(),
    seqLedger: account.sequenceLedger,
    seqTime: account.sequenceTimeSeconds,
  })
  const v2 = new xdr.AccountEntryExtensionV2({
    numSponsored: account.sponsoredReserves,
    numSponsoring: account.sponsoringReserves,
    signerSponsoringIDs: account.signers.map((signer) => (signer.sponsor ? accountId(signer.sponsor) : null)),
    ext: hasHistory ? xdr.AccountEntryExtensionV2Ext.v3(v3) : xdr.AccountEntryExtensionV2Ext.v0(),
  })
  return xdr.AccountEntryExt.v1(
    new xdr.AccountEntryExtensionV1({
      liabilities: new xdr.Liabilities({ buying: 0n, selling: 0n }),
      ext: xdr.AccountEntryExtensionV1Ext.v2(v2),
    }),
  )
}

/** The G address of an XDR account id. */
export function addressOf(id: xdr.AccountId): string {
  return accountAddress(id.ed25519.toBytes())
}
