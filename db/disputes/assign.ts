import { crashPoint } from '../../crash/crashPoint.ts'
import type { EventDraft } from '../../domain/events.ts'
import type { DisputeId, OrderId } from '../../domain/ids.ts'
import type { Database } from '../connect.ts'
import { withOutbox } from '../events/append.ts'
import { type DisputeRecord, readDispute } from './read.ts'

/**
 * Somebody of support takes a dispute, or takes it over from another. Returns it as it is afterwards, or null if there is
 * none. One that is decided stays as it is, which its status tells; assigning the same person again changes nothing.
 */
export async function assignDispute(
  db: Pick<Database, 'sql' | 'news'>,
  disputeId: DisputeId,
  assignee: string,
): Promise<DisputeRecord | null> {
  await withOutbox(db, async (tx, append) => {
    const [assigned] = await tx<{ orderId: OrderId }[]>`
      update disputes set status = 'UNDER_REVIEW', assigned_to = ${assignee}
      where id = ${disputeId} and status <> 'RESOLVED' and assigned_to is distinct from ${assignee}
      returning order_id as "orderId"`
    if (assigned) await append([assignedEvent(disputeId, assigned.orderId, assignee)], assigned)
    crashPoint('dispute.assign.before', disputeId)
  })
  crashPoint('dispute.assign.after', disputeId)
  return await readDispute(db, disputeId)
}

function assignedEvent(disputeId: DisputeId, orderId: OrderId, assignedTo: string): EventDraft {
  return { type: 'dispute.assigned', aggregateId: disputeId, payload: { disputeId, orderId, assignedTo } }
}
