import type { RequestHandler } from 'express'
import { newId } from '../../db/newId.ts'
import { setRequestId } from '../requests/context.ts'

const USABLE = /^[\w.:-]{1,128}$/

/** Gives every request an id; one that the caller sent is kept, so that both sides' logs can be matched. */
export const requestId: RequestHandler = (request, response, next) => {
  const given = request.get('X-Request-Id')
  const id = given !== undefined && USABLE.test(given) ? given : newId('request')
  setRequestId(response, id)
  response.set('X-Request-Id', id)
  next()
}
