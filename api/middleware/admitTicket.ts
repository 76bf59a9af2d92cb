import type { RequestHandler } from 'express'
import { ApiError, validationError } from '../apiError.ts'
import type { ApiDeps } from '../deps.ts'
import { chooseDialect } from '../dialects/chooseDialect.ts'
import { redeemTicket } from '../events/tickets.ts'
import { setCaller, setDialect } from '../requests/context.ts'

const TICKET = /^tkt_[\w-]{20,100}$/

/**
 * Lets a browser into the event stream with a ticket, because an EventSource can send no header. A ticket is used up by
 * its first use and opens nothing else, so it may stand in an address.
 */
export function admitTicket({ db, clock }: ApiDeps): RequestHandler {
  return async (request, response, next) => {
    const { ticket } = request.query
    // What lies below the stream, such as the history, takes no ticket.
    const isStream = request.method === 'GET' && request.path === '/'
    if (!isStream || ticket === undefined || request.get('Authorization') !== undefined) {
      next()
      return
    }
    // The stream is made for pages of the marketplace, which live on another origin; the ticket is all the proof there is.
    // A refusal is for the page to read, too.
    response.set('Access-Control-Allow-Origin', '*')
    if (typeof ticket !== 'string') throw validationError([{ field: 'ticket', message: 'must be given once' }])
    const holder = TICKET.test(ticket) ? await redeemTicket(db, clock, ticket) : null
    if (holder === null) {
      throw new ApiError(
        'UNAUTHORIZED',
        'The ticket is not known, too old or used. Get a new one from POST /api/v1/events/tickets.',
      )
    }
    setCaller(response, { apiKeyId: holder.apiKeyId, scopes: ['read'] })
    setDialect(response, chooseDialect(holder.version))
    next()
  }
}
