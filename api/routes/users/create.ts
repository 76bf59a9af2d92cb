import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { USER_TYPES } from '../../../db/schema.ts'
import type { UserId } from '../../../domain/ids.ts'
import { success } from '../../answer.ts'
import { presentUser, userSchema } from '../../presenters/user.ts'
import { oneOf, optional, text } from '../../requests/fields.ts'
import { createWithWallet } from '../../users/createWithWallet.ts'
import { writeRoute } from '../route.ts'

const EMAIL_LENGTH = 254

export const createUserBody = z.strictObject({
  externalUserId: text(200),
  email: optional(text(EMAIL_LENGTH).pipe(z.email('must be an email address'))),
  type: optional(oneOf(USER_TYPES)),
})

export const createUserRoute = writeRoute({
  name: 'createUser',
  method: 'post',
  path: '/users',
  scope: 'write',
  summary: 'Registers a user and gives them a Stellar wallet.',
  shape: 'object',
  data: userSchema,
  // 200: the marketplace's own id is known already, and the answer is that user.
  statuses: [201, 200],
  body: createUserBody,
  async prepare({ deps, body }) {
    return {
      ids: { commandId: newId('command'), resourceId: newId('user') },
      // The marketplace's own id makes a repeat harmless: it finds the user that the first attempt made.
      recall: async () => null,
      async perform({ resourceId }) {
        const draft = { externalUserId: body.externalUserId, email: body.email ?? null, type: body.type ?? 'BOTH' }
        const { user, created } = await createWithWallet(deps, draft, resourceId as UserId)
        return success(created ? 201 : 200, presentUser(user))
      },
    }
  },
})
