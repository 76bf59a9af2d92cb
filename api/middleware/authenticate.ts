import type { RequestHandler } from 'express'
import type { NetworkName } from '../../domain/network.ts'
import type { KeyRing } from '../access/keyRing.ts'
import { ApiError } from '../apiError.ts'
import { knownCaller, setCaller } from '../requests/context.ts'

const BEARER = /^Bearer +(\S{1,200})$/i

/** Lets nobody past without a known API key. Runs before the body is read: a stranger costs one look-up. */
export function authenticate(keyRing: KeyRing, network: NetworkName): RequestHandler {
  return async (request, response, next) => {
    if (knownCaller(response) !== null) {
      next()
      return
    }
    const presented = BEARER.exec(request.get('Authorization') ?? '')?.[1]
    const key = presented === undefined ? null : await keyRing.find(presented)
    if (key === null) {
      response.set('WWW-Authenticate', 'Bearer')
      const what =
        presented === undefined ? 'The request carries no API key' : 'The API key is not known or no longer valid'
      throw new ApiError('UNAUTHORIZED', `${what}. Send one as "Authorization: Bearer ohk_...".`)
    }
    if (network === 'public' && key.environment !== 'live') {
      response.set('WWW-Authenticate', 'Bearer')
      throw new ApiError(
        'UNAUTHORIZED',
        'This is a key for tests, and on this network money is real. Send a key that begins with ohk_live_.',
      )
    }
    setCaller(response, { apiKeyId: key.id, scopes: key.scopes })
    next()
  }
}
