import { readTransfers } from '../../chain/transfers/read.ts'
import { commitTransfers } from '../../db/deposits/commitTransfers.ts'
import { readCursor } from '../../db/deposits/readCursor.ts'
import { classifyTransfers } from './classifyTransfers.ts'
import type { ServiceDependencies } from './dependencies.ts'
import { startShift } from './shift.ts'

const WATCHER = 'usdc'
const BATCH = 200

/**
 * Reads every USDC transfer of the network in order and credits those that reached our wallets. The cursor moves in the
 * same SQL transaction as the credits, so a crash repeats a batch and never skips one.
 */
export async function watchDeposits(services: ServiceDependencies): Promise<void> {
  const shift = startShift(services.closing)
  let cursor = await readCursor(services.db, WATCHER)
  while (shift.goesOn()) {
    const batch = await readTransfers(services.rpc, services.chain, { cursor, limit: BATCH })
    if (batch.nextCursor !== cursor) {
      const transfers = await classifyTransfers(services, batch.transfers)
      await commitTransfers(services.db, {
        watcher: WATCHER,
        expectedCursor: cursor,
        nextCursor: batch.nextCursor,
        ledger: batch.latestLedger,
        transfers,
      })
      cursor = batch.nextCursor
    }
    shift.report({ ledger: batch.latestLedger, cursor: cursor ?? '' })
    if (batch.transfers.length < BATCH) await shift.pause(services.pollMs)
  }
}
