import { z } from 'zod'
import { newId } from '../../../db/newId.ts'
import { success } from '../../answer.ts'
import { issueTicket } from '../../events/tickets.ts'
import { moment } from '../../presenters/fields.ts'
import { writeRoute } from '../route.ts'

export const createTicketBody = z.strictObject({})

const ticketSchema = z
  .object({
    ticket: z.string(),
    expiresAt: moment,
    path: z.string().meta({ description: 'Where an EventSource connects, once.' }),
  })
  .meta({ id: 'EventTicket' })

export const createTicketRoute = writeRoute({
  name: 'createEventTicket',
  method: 'post',
  path: '/events/tickets',
  scope: 'read',
  summary: 'Makes a ticket with which a browser opens the event stream once, within a minute.',
  shape: 'object',
  data: ticketSchema,
  statuses: [201],
  body: createTicketBody,
  async prepare({ deps, caller, dialect }) {
    return {
      ids: { commandId: newId('command'), resourceId: caller.apiKeyId },
      recall: async () => null,
      async perform() {
        const holder = { apiKeyId: caller.apiKeyId, version: dialect.version }
        const { ticket, expiresAt } = await issueTicket(deps.db, deps.clock, holder)
        return success(201, { ticket, expiresAt, path: `/api/v1/events?ticket=${ticket}` })
      },
    }
  },
})
