import type { Response } from 'express'
import type { Scope } from '../../db/schema.ts'
import type { ApiKeyId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'

export type Caller = { readonly apiKeyId: ApiKeyId; readonly scopes: readonly Scope[] }

/** What the middlewares learn about a request, handed on beside the response. */
type Known = { requestId?: string; caller?: Caller; json?: unknown }

const KNOWN = new WeakMap<Response, Known>()

function known(response: Response): Known {
  const found = KNOWN.get(response)
  if (found !== undefined) return found
  const created: Known = {}
  KNOWN.set(response, created)
  return created
}

export function setRequestId(response: Response, requestId: string): void {
  known(response).requestId = requestId
}

export function requestIdOf(response: Response): string {
  const { requestId } = known(response)
  invariant(requestId, 'The request has no id: the middleware that gives it one did not run')
  return requestId
}

export function setCaller(response: Response, caller: Caller): void {
  known(response).caller = caller
}

export function callerOf(response: Response): Caller {
  const { caller } = known(response)
  invariant(caller, 'The request has no caller: authentication did not run before this route')
  return caller
}

export function setJson(response: Response, json: unknown): void {
  known(response).json = json
}

export function jsonOf(response: Response): unknown {
  return known(response).json
}
