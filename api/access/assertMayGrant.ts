import type { Scope } from '../../db/schema.ts'
import { ApiError } from '../apiError.ts'
import type { Caller } from '../requests/context.ts'

/** Nobody gets out of a key more than they put in: it can hand on only scopes that it has itself. */
export function assertMayGrant(caller: Caller, scopes: readonly Scope[]): void {
  const missing = scopes.find((scope) => !caller.scopes.includes(scope))
  if (missing === undefined) return
  throw new ApiError('FORBIDDEN', `This API key lacks the scope "${missing}" and cannot hand it on.`, {
    details: { requiredScope: missing },
  })
}
