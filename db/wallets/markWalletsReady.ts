import { crashPoint } from '../../crash/crashPoint.ts'
import type { EventDraft } from '../../domain/events.ts'
import type { UserId } from '../../domain/ids.ts'
import { retryConflicts } from '../conflicts.ts'
import type { Database } from '../connect.ts'
import { withOutbox } from '../events/append.ts'
import { textArray } from '../fragment.ts'

export type WalletsOnChain = {
  readonly addresses: readonly string[]
  readonly transactionHash: string
  readonly ledger: number
}

/** The wallets exist on chain and can hold USDC. Safe to repeat: a wallet becomes ready, and says so, once. */
export async function markWalletsReady(db: Pick<Database, 'sql' | 'news'>, proof: WalletsOnChain): Promise<void> {
  const { addresses, transactionHash, ledger } = proof
  await retryConflicts(() =>
    withOutbox(db, async (tx, append) => {
      const ready = await tx<{ address: string; userId: UserId }[]>`
        update wallets set status = 'READY', ready_at = now(), transaction_hash = ${transactionHash}, ledger = ${ledger}
        where address = any(${textArray(tx, addresses)}) and status = 'PENDING'
        returning address, user_id as "userId"`
      const events = ready.map(
        ({ address, userId }): EventDraft => ({
          type: 'wallet.ready',
          aggregateId: address,
          payload: { userId, address, transactionHash, ledger },
        }),
      )
      await append(events)
      crashPoint('wallets.ready.before', transactionHash)
    }),
  )
  crashPoint('wallets.ready.after', transactionHash)
}
