import { z } from 'zod'
import { prepareCommand } from '../../commands/prepareCommand.ts'
import { actorField } from '../../requests/actor.ts'
import { optional } from '../../requests/fields.ts'
import { writeRoute } from '../route.ts'

export const releaseBody = z.strictObject({ requestedBy: optional(actorField) })

export const releaseRoute = writeRoute({
  method: 'post',
  path: '/orders/:orderId/resolution/release',
  scope: 'write',
  summary: 'Approves the work and pays the seller.',
  body: releaseBody,
  prepare: (call) => prepareCommand(call, 'release', call.body.requestedBy, (base) => ({ kind: 'release', ...base })),
})
