import { success } from '../../answer.ts'
import { presentUser, userSchema } from '../../presenters/user.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { noQuery, readRoute } from '../route.ts'

export const getUserRoute = readRoute({
  name: 'getUser',
  method: 'get',
  path: '/users/:userId',
  scope: 'read',
  summary: 'Reads a user.',
  shape: 'object',
  query: noQuery,
  data: userSchema,
  errors: ['USER_NOT_FOUND'],
  async handle({ deps, params }) {
    return success(200, presentUser(await requireUser(deps.db, params.userId)))
  },
})
