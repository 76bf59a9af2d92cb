import { crashPoint } from '../../crash/crashPoint.ts'
import type { OrderId, UserId } from '../../domain/ids.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import { feeTopUpPosting } from '../../domain/ledger/rules/feeTopUp.ts'
import { stroops } from '../../domain/money.ts'
import { retryConflicts } from '../conflicts.ts'
import type { Database } from '../connect.ts'
import { postAll } from '../ledger/post.ts'

/** The batch was paid on chain: marks its top-ups and posts them, in one SQL transaction. Safe to repeat. */
export async function markTopUpsPaid(db: Pick<Database, 'sql'>, batchKey: string, proof: ChainProof): Promise<void> {
  await retryConflicts(() =>
    db.sql.begin(async (tx) => {
      const paid = await tx<{ orderId: OrderId; userId: UserId; cause: string; amount: bigint }[]>`
        update top_ups
        set status = 'PAID', paid_at = now(), transaction_hash = ${proof.transactionHash}, ledger = ${proof.ledger}
        where batch_key = ${batchKey} and status = 'DUE'
        returning order_id as "orderId", user_id as "userId", cause, amount_stroops as amount`
      await postAll(
        tx,
        paid.map(({ amount, ...owed }) => feeTopUpPosting({ ...owed, amount: stroops(amount), proof })),
      )
      crashPoint('topUps.paid.before', batchKey)
    }),
  )
  crashPoint('topUps.paid.after', batchKey)
}
