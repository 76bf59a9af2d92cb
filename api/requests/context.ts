import type { Response } from 'express'
import type { Scope } from '../../db/schema.ts'
import type { ApiKeyId, CommandId, OrderId } from '../../domain/ids.ts'
import { invariant } from '../../domain/invariant.ts'
import type { Dialect } from '../dialects/dialect.ts'

export type Caller = { readonly apiKeyId: ApiKeyId; readonly scopes: readonly Scope[] }

/** What the middlewares learn about a request, handed on beside the response. */
type Known = { requestId?: string; caller?: Caller; dialect?: Dialect; json?: unknown; subject?: Subject }

/** What a request is about, as logs and traces name it: ids, nothing that anybody wrote. */
export type Subject = { readonly orderId?: OrderId; readonly commandId?: CommandId }

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

/** Null before authentication. */
export function knownCaller(response: Response): Caller | null {
  return known(response).caller ?? null
}

export function callerOf(response: Response): Caller {
  const caller = knownCaller(response)
  invariant(caller, 'The request has no caller: authentication did not run before this route')
  return caller
}

export function setDialect(response: Response, dialect: Dialect): void {
  known(response).dialect = dialect
}

/** Null before one was chosen. */
export function knownDialect(response: Response): Dialect | null {
  return known(response).dialect ?? null
}

export function dialectOf(response: Response): Dialect {
  const dialect = knownDialect(response)
  invariant(dialect, 'The request has no dialect: the middleware that chooses it did not run before this route')
  return dialect
}

/** Adds to what is known of the request's subject. */
export function noteSubject(response: Response, subject: Subject): void {
  known(response).subject = { ...known(response).subject, ...subject }
}

export function subjectOf(response: Response): Subject {
  return known(response).subject ?? {}
}

export function setJson(response: Response, json: unknown): void {
  known(response).json = json
}

export function jsonOf(response: Response): unknown {
  return known(response).json
}
