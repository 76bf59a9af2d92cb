import { success } from '../../answer.ts'
import { presentUser } from '../../presenters/user.ts'
import { requireUser } from '../../resources/requireUser.ts'
import { readRoute } from '../route.ts'

export const getUserRoute = readRoute({
  method: 'get',
  path: '/users/:userId',
  scope: 'read',
  summary: 'Reads a user.',
  async handle({ deps, params }) {
    return success(200, presentUser(await requireUser(deps.db, params.userId)))
  },
})
