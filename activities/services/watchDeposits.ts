import { log } from '@temporalio/activity'
import type { ChainConfig } from '../../chain/network.ts'
import { RetentionGap } from '../../chain/transfers/cursor.ts'
import { readTransfers, type TransferPage } from '../../chain/transfers/read.ts'
import { commitTransfers } from '../../db/deposits/commitTransfers.ts'
import { firstWalletLedger } from '../../db/deposits/firstWalletLedger.ts'
import { WalletGivenAway } from '../../db/deposits/holdWallets.ts'
import { CursorMoved } from '../../db/deposits/moveCursor.ts'
import { DEPOSIT_WATCHER, readCursor } from '../../db/deposits/readCursor.ts'
import { classifyTransfers } from './classifyTransfers.ts'
import type { ServiceDependencies } from './dependencies.ts'
import { raiseAlarms } from './raiseAlarms.ts'
import { startShift } from './shift.ts'

const BATCH = 500

/** Up to where USDC movements are in the database; empty before the first look. */
export type Reached = { readonly cursor: string }

/** What watching takes. */
export type Watch = Pick<ServiceDependencies, 'db' | 'rpc' | 'treasuryAddress' | 'closing' | 'pollMs'> & {
  readonly chain: Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>
}

/**
 * Reads every USDC movement of the network in order and credits what reached our wallets. The cursor moves in the same
 * SQL transaction as the credits, so a crash repeats a batch and never skips one. Returns where it stands at the end of the
 * shift: Temporal remembers it, and a worker that finds the database behind it knows that it was brought back.
 */
export async function watchDeposits(services: Watch): Promise<Reached> {
  const shift = startShift(services.closing)
  let cursor = await readCursor(services.db, DEPOSIT_WATCHER)
  while (shift.goesOn()) {
    const page = await readPage(services, cursor)
    cursor = await commitPage(services, cursor, page)
    shift.report({ ledger: page.latestLedger, cursor: cursor ?? '' })
    if (!page.hasMore) await shift.pause(services.pollMs)
  }
  return { cursor: cursor ?? '' }
}

/**
 * The first page begins with the oldest ledger that the server has, never with the current one: what was paid before the
 * first look counts too. It must reach back to the first wallet of ours.
 */
async function readPage({ db, rpc, chain }: Watch, cursor: string | null): Promise<TransferPage> {
  const coverLedger = cursor === null ? await firstWalletLedger(db) : null
  try {
    return await readTransfers(rpc, chain, { cursor, coverLedger, limit: BATCH })
  } catch (error) {
    if (error instanceof RetentionGap) log.error(error.message)
    throw error
  }
}

/** Where to read on. Another watcher may have come first, or a wallet got its owner: then nothing was written. */
async function commitPage(services: Watch, cursor: string | null, page: TransferPage): Promise<string | null> {
  if (page.nextCursor === cursor) return cursor
  const transfers = await classifyTransfers(services, page.transfers)
  try {
    const { alarming } = await commitTransfers(services.db, {
      watcher: DEPOSIT_WATCHER,
      expectedCursor: cursor,
      nextCursor: page.nextCursor,
      ledger: page.latestLedger,
      transfers,
    })
    raiseAlarms(alarming)
    return page.nextCursor
  } catch (error) {
    if (error instanceof CursorMoved) return await readCursor(services.db, DEPOSIT_WATCHER)
    if (error instanceof WalletGivenAway) return cursor
    throw error
  }
}
