import type { RequestHandler } from 'express'
import type { Scope } from '../../db/schema.ts'
import { ApiError } from '../apiError.ts'
import { callerOf } from '../requests/context.ts'

/** Lets only keys with this scope past. Stands behind `authenticate`. */
export function requireScope(scope: Scope): RequestHandler {
  return (_request, response, next) => {
    if (!callerOf(response).scopes.includes(scope)) {
      throw new ApiError('FORBIDDEN', `This API key lacks the scope "${scope}".`, { details: { requiredScope: scope } })
    }
    next()
  }
}
