import { success } from '../../answer.ts'
import { disputeSchema, presentDispute } from '../../presenters/dispute.ts'
import { requireDispute } from '../../resources/requireDispute.ts'
import { noQuery, readRoute } from '../route.ts'

export const getDisputeRoute = readRoute({
  name: 'getDispute',
  method: 'get',
  path: '/disputes/:disputeId',
  scope: 'read',
  summary: 'Reads a dispute.',
  shape: 'object',
  data: disputeSchema,
  errors: ['DISPUTE_NOT_FOUND'],
  query: noQuery,
  async handle({ deps, params }) {
    return success(200, presentDispute(await requireDispute(deps.db, params.disputeId)))
  },
})
