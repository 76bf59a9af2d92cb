import { z } from 'zod'
import { withdrawalSchema } from '../../presenters/withdrawal.ts'
import { signedFields } from '../../support/fields.ts'
import { prepareGiveUp } from '../../withdrawals/prepareGiveUp.ts'
import { writeRoute } from '../route.ts'

export const giveUpBody = z.strictObject(signedFields)

export const giveUpWithdrawalRoute = writeRoute({
  name: 'giveUpWithdrawal',
  method: 'post',
  path: '/withdrawals/:withdrawalId/give-up',
  scope: 'support',
  summary: 'Gives the money of a stuck withdrawal back, once it is certain that it cannot be paid any more.',
  shape: 'object',
  data: withdrawalSchema,
  accepted: withdrawalSchema,
  statuses: [200, 202],
  errors: ['WITHDRAWAL_NOT_FOUND', 'INVALID_STATE'],
  body: giveUpBody,
  prepare: prepareGiveUp,
})
