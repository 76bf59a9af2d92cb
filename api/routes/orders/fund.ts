import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const fundBody = z.strictObject({ requestedBy: optional(actorField) })

export const fundRoute = writeRoute({
  method: 'post',
  path: '/orders/:orderId/escrow/fund',
  scope: 'write',
  summary: 'Sends the reserved USDC to the escrow contract.',
  body: fundBody,
  prepare: (call) => prepareCommand(call, 'fund', call.body.requestedBy, (base) => ({ kind: 'fund', ...base })),
})
