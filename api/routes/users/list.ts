import { z } from 'zod'
import { listUsers } from '../../../db/users/list.ts'
import { readUserByExternalId } from '../../../db/users/readUser.ts'
import { successPage } from '../../answer.ts'
import { presentUser, userSchema } from '../../presenters/user.ts'
import { cursorParameter, limitParameter, textParameter } from '../../requests/queryFields.ts'
import { readRoute } from '../route.ts'

const EXTERNAL_ID_LENGTH = 200

export const listUsersRoute = readRoute({
  name: 'listUsers',
  method: 'get',
  path: '/users',
  scope: 'read',
  summary: "Lists users, newest first, or finds the one that the marketplace's own id names.",
  shape: 'page',
  data: userSchema,
  query: z.strictObject({
    externalUserId: textParameter(EXTERNAL_ID_LENGTH),
    limit: limitParameter,
    cursor: cursorParameter('user'),
  }),
  async handle({ deps, query }) {
    const { externalUserId, ...page } = query
    if (externalUserId !== undefined) {
      const user = await readUserByExternalId(deps.db, externalUserId)
      return successPage(user === null ? [] : [presentUser(user)], false, undefined)
    }
    const { users, hasMore } = await listUsers(deps.db, page)
    return successPage(users.map(presentUser), hasMore, users.at(-1)?.id)
  },
})
