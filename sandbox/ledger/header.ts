import { hash } from 'node:crypto'
import { xdr } from '@stellar/stellar-sdk'
import { BASE_FEE_STROOPS, BASE_RESERVE_STROOPS, PROTOCOL_VERSION } from './constants.ts'

export interface HeaderFacts {
  readonly sequence: number
  readonly closeTimeSeconds: number
  readonly previousHash: Uint8Array
  /** What makes this ledger's hash differ: its transactions and their results. */
  readonly transactionHashes: readonly Uint8Array[]
}

const NO_HASH = new xdr.Hash(new Uint8Array(32))
const TOTAL_COINS_STROOPS = 1_000_000_000_000_000_000n

/** The header of a ledger. There is no bucket list here, so the fields about it are empty. */
export function buildHeader(facts: HeaderFacts): xdr.LedgerHeader {
  const txSetHash = sha256(Buffer.concat([facts.previousHash, ...facts.transactionHashes]))
  return new xdr.LedgerHeader({
    ledgerVersion: PROTOCOL_VERSION,
    previousLedgerHash: new xdr.Hash(facts.previousHash),
    scpValue: new xdr.StellarValue({
      txSetHash: new xdr.Hash(txSetHash),
      closeTime: BigInt(facts.closeTimeSeconds),
      upgrades: [],
      ext: xdr.StellarValueExt.stellarValueBasic(),
    }),
    txSetResultHash: new xdr.Hash(sha256(txSetHash)),
    bucketListHash: NO_HASH,
    ledgerSeq: facts.sequence,
    totalCoins: TOTAL_COINS_STROOPS,
    feePool: 0n,
    inflationSeq: 0,
    idPool: 0n,
    baseFee: Number(BASE_FEE_STROOPS),
    baseReserve: Number(BASE_RESERVE_STROOPS),
    maxTxSetSize: 1_000,
    skipList: [NO_HASH, NO_HASH, NO_HASH, NO_HASH],
    ext: xdr.LedgerHeaderExt.v0(),
  })
}

/** A ledger is known by the hash of its header. */
export function headerHash(headerXdr: Uint8Array): Uint8Array {
  return sha256(headerXdr)
}

function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

/** Close meta for clients that insist on it: the header, without the ledger's transactions. */
export function closeMeta(headerXdr: Uint8Array): xdr.LedgerCloseMeta {
  const header = xdr.LedgerHeader.fromXdr(headerXdr)
  return xdr.LedgerCloseMeta.v2(
    new xdr.LedgerCloseMetaV2({
      ext: xdr.LedgerCloseMetaExt.v0(),
      ledgerHeader: new xdr.LedgerHeaderHistoryEntry({
        hash: new xdr.Hash(headerHash(headerXdr)),
        header,
        ext: xdr.LedgerHeaderHistoryEntryExt.v0(),
      }),
      txSet: xdr.GeneralizedTransactionSet.v1TxSet(
        new xdr.TransactionSetV1({ previousLedgerHash: header.previousLedgerHash, phases: [] }),
      ),
      txProcessing: [],
      upgradesProcessing: [],
      scpInfo: [],
      totalByteSizeOfLiveSorobanState: 0n,
      evictedKeys: [],
    }),
  )
}
