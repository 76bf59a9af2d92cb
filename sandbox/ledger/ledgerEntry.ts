import { xdr } from '@stellar/stellar-sdk'
import { accountAddress, accountId } from '../xdr/addresses.ts'

/** Wraps an entry's data with the ledger that wrote it and, if somebody pays its reserve, the sponsor. */
export function ledgerEntry(
  ledgerSequence: number,
  data: xdr.LedgerEntryData,
  sponsor?: string | undefined,
): xdr.LedgerEntry {
  return new xdr.LedgerEntry({
    lastModifiedLedgerSeq: ledgerSequence,
    data,
    ext: sponsor === undefined ? xdr.LedgerEntryExt.v0() : sponsoredExtension(sponsor),
  })
}

function sponsoredExtension(sponsor: string): xdr.LedgerEntryExt {
  return xdr.LedgerEntryExt.v1(
    new xdr.LedgerEntryExtensionV1({ sponsoringId: accountId(sponsor), ext: xdr.LedgerEntryExtensionV1Ext.v0() }),
  )
}

/** The account that pays the entry's reserve, unless its owner does. */
export function sponsorOf(entry: xdr.LedgerEntry): string | undefined {
  const sponsor = entry.ext.type === 'v1' ? entry.ext.v1.sponsoringId : null
  return sponsor === null ? undefined : accountAddress(sponsor.ed25519.toBytes())
}
