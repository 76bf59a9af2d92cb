import type { xdr } from '@stellar/stellar-sdk'
import { GENESIS_LEDGER, writeGenesis, writeMissingCode } from '../genesis.ts'
import type { CodeSource } from '../soroban/machine.ts'
import type { Head } from '../store/head.ts'
import type { Store } from '../store/openStore.ts'
import { xdrBytes } from '../xdr/encode.ts'
import type { AppliedTransaction } from './applyTransaction.ts'
import { type ClosedLedger, closeLedger } from './closeLedger.ts'
import { chargedFeeStroops } from './fees.ts'
import { buildHeader, headerHash } from './header.ts'
import { contractInstanceKey } from './keys.ts'
import { assetContractId, type Network } from './network.ts'
import { type Overlay, openOverlay } from './overlay.ts'
import { createPendingPool } from './pendingPool.ts'
import { requireAccount, spendableStroops } from './reserves.ts'
import { outerRefusal } from './results.ts'
import { skipLedgers } from './skipLedgers.ts'
import { decodeTransaction, type TransactionFrame } from './transactionFrame.ts'
import { type LedgerTime, validateTransaction } from './validateTransaction.ts'

export interface Submission {
  readonly status: 'PENDING' | 'DUPLICATE' | 'TRY_AGAIN_LATER' | 'ERROR'
  readonly hash: string
  /** Why the network refuses the transaction. */
  readonly errorResult?: xdr.TransactionResult | undefined
}

/** The running network: takes transactions and closes ledgers. */
export interface Chain {
  readonly network: Network
  readonly store: Store
  readonly code: CodeSource
  head(): Head
  /** The ledger that will be closed next. */
  next(): LedgerTime
  /** Throws when the envelope cannot be decoded. */
  submit(envelopeXdr: string): Submission
  /** The same with an envelope that is decoded already. */
  submitFrame(frame: TransactionFrame): Submission
  /** Closes one ledger with whatever waits. */
  close(): ClosedLedger
  /** Lets empty ledgers pass, and time with them. */
  skip(count: number, seconds: number): void
  /** Changes the last ledger without a transaction: for what no transaction of this network can bring about. */
  decree(change: (overlay: Overlay) => void): void
  /** Resolves when the transaction is part of a ledger; rejects when the network dropped it. */
  applied(hash: string): Promise<AppliedTransaction & { readonly ledger: number }>
}

/** The transaction became invalid before it reached a ledger. */
export class TransactionDroppedError extends Error {
  override readonly name = 'TransactionDroppedError'
}

const MAX_TRANSACTIONS_PER_LEDGER = 500

/** Opens the chain in the store, or starts a new one there. */
export function openChain(store: Store, network: Network, code: CodeSource, now: () => number = Date.now): Chain {
  const pool = createPendingPool()
  const waiting = new Map<string, PromiseWithResolvers<AppliedTransaction & { readonly ledger: number }>>()
  let head = store.head.read() ?? startChain(store, network, secondsOf(now()))
  if (head.passphrase !== network.passphrase) {
    throw new Error(`The database belongs to the network "${head.passphrase}": use its passphrase or another file`)
  }
  if (store.entries.get(contractInstanceKey(assetContractId(network, network.usdc))) === undefined) {
    throw new Error('The database belongs to a network with another USDC issuer: use its issuer or another file')
  }
  // A database of an earlier version lacks the code that this version added.
  decree(store, head.sequence, writeMissingCode)
  const next = (): LedgerTime => ({
    sequence: head.sequence + 1,
    // A clock that was set back must not make time run backwards on the chain.
    closeTimeSeconds: Math.max(head.closeTimeSeconds, secondsOf(now())),
  })
  const submitFrame = (frame: TransactionFrame): Submission => {
    const answer = (status: Submission['status']): Submission => ({ status, hash: frame.hashHex })
    if (pool.holds(frame)) return answer('DUPLICATE')
    if (pool.blocks(frame)) return answer('TRY_AGAIN_LATER')
    const errorResult =
      validateTransaction(frame, store.entries, next(), network.limits) ??
      overdraftRefusal(frame, store, pool.promisedFeesStroops(frame.feeSource))
    if (errorResult !== undefined) return { ...answer('ERROR'), errorResult }
    pool.add(frame)
    return answer('PENDING')
  }
  const settle = (closed: ClosedLedger): void => {
    for (const transaction of closed.applied) {
      const { hashHex } = transaction.frame
      waiting.get(hashHex)?.resolve({ ...transaction, ledger: closed.head.sequence })
      waiting.delete(hashHex)
    }
    for (const { hashHex } of closed.dropped) {
      waiting.get(hashHex)?.reject(new TransactionDroppedError(`Transaction ${hashHex} is no longer valid`))
      waiting.delete(hashHex)
    }
  }
  return {
    network,
    store,
    code,
    head: () => head,
    next,
    submit: (envelopeXdr) => submitFrame(decodeTransaction(envelopeXdr, network.id)),
    submitFrame,
    close: () => {
      const candidates = pool.take(MAX_TRANSACTIONS_PER_LEDGER)
      const closed = closeLedger(store, head, candidates, { at: next(), network, code })
      head = closed.head
      settle(closed)
      return closed
    },
    skip: (count, seconds) => {
      head = skipLedgers(store, head, count, seconds)
    },
    decree: (change) => decree(store, head.sequence, change),
    applied: (hash) => {
      const known = waiting.get(hash)
      if (known !== undefined) return known.promise
      const waiter = Promise.withResolvers<AppliedTransaction & { readonly ledger: number }>()
      waiting.set(hash, waiter)
      return waiter.promise
    },
  }
}

function decree(store: Store, ledgerSequence: number, change: (overlay: Overlay) => void): void {
  const overlay = openOverlay(store.entries, ledgerSequence)
  change(overlay)
  store.atomically(() => store.entries.apply(overlay.changes()))
}

/** A fee source must be able to pay all its waiting transactions together. */
function overdraftRefusal(
  frame: TransactionFrame,
  store: Store,
  promisedStroops: bigint,
): xdr.TransactionResult | undefined {
  const payer = requireAccount(store.entries, frame.feeSource)
  if (spendableStroops(payer) >= promisedStroops + frame.feeBidStroops) return undefined
  return outerRefusal('txInsufficientBalance', chargedFeeStroops(frame))
}

function startChain(store: Store, network: Network, closeTimeSeconds: number): Head {
  const ledger = openOverlay(store.entries, GENESIS_LEDGER)
  writeGenesis(ledger, network)
  const headerXdr = xdrBytes(
    buildHeader({
      sequence: GENESIS_LEDGER,
      closeTimeSeconds,
      previousHash: network.id,
      transactionHashes: [],
    }),
  )
  const head: Head = {
    passphrase: network.passphrase,
    sequence: GENESIS_LEDGER,
    closeTimeSeconds,
    hashHex: Buffer.from(headerHash(headerXdr)).toString('hex'),
    headerXdr,
    genesisCloseTimeSeconds: closeTimeSeconds,
  }
  store.atomically(() => {
    store.entries.apply(ledger.changes())
    store.head.write(head)
  })
  return head
}

function secondsOf(milliseconds: number): number {
  return Math.floor(milliseconds / 1_000)
}
