import type { RequestHandler } from 'express'
import { ApiError } from './apiError.ts'

/** Any key will do: the sandbox has no accounts at the vendor. Without one every route answers 401. */
export const requireApiKey: RequestHandler = (request, _response, next) => {
  const key = request.get('x-api-key')
  next(key === undefined || key.trim() === '' ? new ApiError(401, 'Unauthorized') : undefined)
}
