import type { RequestHandler } from 'express'
import { findApiKey } from '../../db/apiKeys/findApiKey.ts'
import type { Database } from '../../db/connect.ts'
import { ApiError } from '../apiError.ts'
import { setCaller } from '../requests/context.ts'

const BEARER = /^Bearer +(\S{1,200})$/i

/** Lets nobody past without a known API key. Runs before the body is read: a stranger costs one look-up. */
export function authenticate(db: Database): RequestHandler {
  return async (request, response, next) => {
    const presented = BEARER.exec(request.get('Authorization') ?? '')?.[1]
    const key = presented === undefined ? null : await findApiKey(db, presented)
    if (key === null) {
      response.set('WWW-Authenticate', 'Bearer')
      const what =
        presented === undefined ? 'The request carries no API key' : 'The API key is not known or no longer valid'
      throw new ApiError('UNAUTHORIZED', `${what}. Send one as "Authorization: Bearer ohk_...".`)
    }
    setCaller(response, { apiKeyId: key.id, scopes: key.scopes })
    next()
  }
}
