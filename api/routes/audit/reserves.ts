import { readReserves } from '../../../db/audit/reserves.ts'
import { success } from '../../answer.ts'
import { presentReserves, reservesSchema } from '../../presenters/reserves.ts'
import { noQuery, readRoute } from '../route.ts'

export const getReservesRoute = readRoute({
  name: 'getReserves',
  method: 'get',
  path: '/audit/reserves',
  scope: 'read',
  summary: 'Shows what is owed to people beside what is held on chain, and how far both were compared.',
  shape: 'object',
  data: reservesSchema,
  query: noQuery,
  async handle({ deps }) {
    return success(200, presentReserves(await readReserves(deps.db), deps.clock.nowMs()))
  },
})
