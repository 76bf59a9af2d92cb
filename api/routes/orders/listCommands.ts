import { z } from 'zod'
import type { OrderId } from '../../../domain/ids.ts'
import { successPage } from '../../answer.ts'
import { listCommands } from '../../orders/listCommands.ts'
import { commandSchema, presentCommand } from '../../presenters/command.ts'
import { cursorParameter, limitParameter } from '../../requests/queryFields.ts'
import { requireOrder } from '../../resources/requireOrder.ts'
import { readRoute } from '../route.ts'

export const listCommandsRoute = readRoute({
  name: 'listCommands',
  method: 'get',
  path: '/orders/:orderId/commands',
  scope: 'read',
  summary: 'Lists the commands that an order was given, the last one first.',
  shape: 'page',
  data: commandSchema,
  errors: ['ORDER_NOT_FOUND'],
  query: z.strictObject({ limit: limitParameter, cursor: cursorParameter('command') }),
  async handle({ deps, params, query }) {
    const order = await requireOrder(deps.db, params.orderId)
    const page = await listCommands(deps.db, { ...query, orderId: order.id as OrderId })
    return successPage(page.commands.map(presentCommand), page.hasMore, page.commands.at(-1)?.commandId)
  },
})
