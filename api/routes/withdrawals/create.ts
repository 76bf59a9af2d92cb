import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import type { UserId } from '../../../domain/ids.ts'
import { readAddress } from '../../../domain/withdrawal/address.ts'
import { MEMO_TYPES, memoFault, type WithdrawalMemo } from '../../../domain/withdrawal/terms.ts'
import { withdrawalSchema } from '../../presenters/withdrawal.ts'
import { amount, oneOf, optional, text, userIdField } from '../../requests/fields.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { assertDestination } from '../../withdrawals/assertDestination.ts'
import { createWithdrawal, recallWithdrawal } from '../../withdrawals/createWithdrawal.ts'
import { writeRoute } from '../route.ts'

const ADDRESS_LENGTH = 100
const MEMO_LENGTH = 28

export const createWithdrawalBody = z
  .strictObject({
    userId: userIdField,
    amount,
    destination: text(ADDRESS_LENGTH).meta({
      description: 'A Stellar address outside of the platform: G..., or M... with a customer’s number in it.',
      example: 'GBBD47IF6LWK7P7MDEVSCWR7DPUWV3NY3DTQEVFL4NAT4AQH3ZLLFLA5',
    }),
    memo: optional(text(MEMO_LENGTH)).meta({ description: 'What an exchange asks for to know whose money it is.' }),
    memoType: optional(oneOf(MEMO_TYPES)).meta({
      description: 'text (at most 28 bytes) or id (a number); text if left out.',
    }),
  })
  .superRefine(({ destination, memo, memoType }, context) => {
    const complain = (path: 'memo' | 'memoType', message: string) =>
      context.addIssue({ code: 'custom', path: [path], message })
    if (memo === undefined) {
      if (memoType !== undefined) complain('memoType', 'needs a memo')
      return
    }
    const address = readAddress(destination)
    if (address?.kind === 'account' && address.muxedId !== null) {
      return complain('memo', 'must be left out: the address (M...) says whose money it is')
    }
    const fault = memoFault({ type: memoType ?? 'text', value: memo })
    if (fault !== null) complain('memo', fault)
  })

export const createWithdrawalRoute = writeRoute({
  name: 'createWithdrawal',
  method: 'post',
  path: '/withdrawals',
  scope: 'write',
  summary: 'Takes USDC out of a user’s wallet to an address of their own. Answers once the money is set aside.',
  shape: 'object',
  data: withdrawalSchema,
  accepted: withdrawalSchema,
  statuses: [201, 202],
  errors: ['USER_NOT_FOUND', 'DESTINATION_REFUSED', 'INSUFFICIENT_FUNDS'],
  body: createWithdrawalBody,
  async prepare(call) {
    const { deps, body } = call
    await requireUser(deps.db, body.userId, 'userId')
    await assertDestination(deps.db, deps.config, body.destination)
    const content = {
      userId: body.userId as UserId,
      amountStroops: String(body.amount),
      destination: body.destination,
      memo: memoOf(body),
    }
    return {
      ids: { commandId: newId('command'), resourceId: newId('withdrawal') },
      recall: (ids) => recallWithdrawal(deps, ids),
      perform: (ids) => createWithdrawal(call, content, ids),
    }
  },
})

function memoOf({ memo, memoType }: z.infer<typeof createWithdrawalBody>): WithdrawalMemo | null {
  return memo === undefined ? null : { type: memoType ?? 'text', value: memo }
}
