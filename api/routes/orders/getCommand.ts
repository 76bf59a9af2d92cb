import { readCommand } from '../../../db/commands/read.ts'
import { isId } from '../../../domain/ids.ts'
import { success } from '../../answer.ts'
import { ApiError } from '../../apiError.ts'
import { commandSchema, presentCommand } from '../../presenters/command.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { noQuery, readRoute } from '../route.ts'

export const getCommandRoute = readRoute({
  name: 'getCommand',
  method: 'get',
  path: '/orders/:orderId/commands/:commandId',
  scope: 'read',
  summary: 'Tells whether a command is pending, succeeded or was rejected.',
  shape: 'object',
  query: noQuery,
  data: commandSchema,
  errors: ['ORDER_NOT_FOUND'],
  async handle({ deps, params }) {
    const { orderId, commandId = '' } = params
    const isPossible = isId('order', orderId ?? '') && isId('command', commandId)
    const command = isPossible ? await readCommand(deps.db, commandId) : null
    // The command is read before the order: that of an order still coming into being has no order row yet.
    if (command !== null && command.orderId === orderId) return success(200, presentCommand(command))
    const order = await requireOrder(deps.db, orderId)
    throw new ApiError('NOT_FOUND', `Order ${order.id} has no command "${commandId}".`)
  },
})
