import { z } from 'zod'
import { assignDispute } from '../../../db/disputes/assign.ts'
import type { DisputeRecord } from '../../../db/disputes/read.ts'
import { newId } from '../../../db/newId.ts'
import type { DisputeId } from '../../../domain/ids.ts'
import { success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'
import { disputeSchema, presentDispute } from '../../presenters/dispute.ts'
import { text } from '../../requests/fields.ts'
import { disputeNotFound, requireDispute } from '../../resources/requireDispute.ts'
import { writeRoute } from '../route.ts'

const ASSIGNEE_LENGTH = 200

export const assignBody = z.strictObject({ assignee: text(ASSIGNEE_LENGTH) })

export const assignDisputeRoute = writeRoute({
  name: 'assignDispute',
  method: 'post',
  path: '/disputes/:disputeId/assign',
  scope: 'support',
  summary: 'Says who of support looks into a dispute.',
  shape: 'object',
  data: disputeSchema,
  statuses: [200],
  errors: ['DISPUTE_NOT_FOUND', 'INVALID_STATE'],
  body: assignBody,
  async prepare({ deps, body, params }) {
    const dispute = await requireDispute(deps.db, params.disputeId)
    return {
      ids: { commandId: newId('command'), resourceId: dispute.id },
      // Assigning the same person again changes nothing, so a repeat may simply do it.
      recall: async () => null,
      async perform() {
        const after = await assignDispute(deps.db, dispute.id as DisputeId, body.assignee)
        if (after === null) throw disputeNotFound(dispute.id)
        if (after.status === 'RESOLVED') throw alreadyResolved(after)
        return success(200, presentDispute(after))
      },
    }
  },
})

function alreadyResolved(dispute: DisputeRecord): ApiError {
  return new ApiError('INVALID_STATE', `Dispute ${dispute.id} is RESOLVED: nobody needs to look into it any more.`, {
    details: { currentStatus: dispute.status, allowedActions: [] },
  })
}
