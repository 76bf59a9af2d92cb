import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const createEscrowBody = z.strictObject({ requestedBy: optional(actorField) })

export const createEscrowRoute = writeRoute({
  method: 'post',
  path: '/orders/:orderId/escrow',
  scope: 'write',
  summary: 'Deploys the escrow contract of an order.',
  body: createEscrowBody,
  prepare: (call) =>
    prepareCommand(call, 'createEscrow', call.body.requestedBy, (base) => ({ kind: 'createEscrow', ...base })),
})
