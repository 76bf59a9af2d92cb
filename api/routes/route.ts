import type { Request, Response } from 'express'
import type { z } from 'zod'
import type { Answer } from '../answer.ts'
import type { ApiDeps } from '../deps.ts'
import type { Work } from '../idempotency/once.ts'
import type { Caller } from '../requests/context.ts'
import type { Preference } from '../requests/preference.ts'

export type ReadCall = {
  readonly deps: ApiDeps
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
}

export type WriteCall<Body> = {
  readonly deps: ApiDeps
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly body: Body
  /** Method and path, the part of a command's name that comes from the route. */
  readonly route: string
  readonly idempotencyKey: string | undefined
  readonly preference: Preference
}

/** Answers from what is stored. */
export type ReadRoute = {
  readonly method: 'get'
  readonly path: string
  readonly scope: 'read'
  readonly summary: string
  handle(call: ReadCall): Promise<Answer>
}

/**
 * Changes something. `prepare` refuses whatever can be refused without doing anything; the work it returns runs under
 * the caller's Idempotency-Key.
 */
export type WriteRoute<Body> = {
  readonly method: 'post'
  readonly path: string
  readonly scope: 'write' | 'support'
  readonly summary: string
  readonly body: z.ZodType<Body>
  prepare(call: WriteCall<Body>): Promise<Work>
}

/** Keeps the connection and writes to it as long as the caller listens. */
export type StreamRoute = {
  readonly method: 'get'
  readonly path: string
  readonly scope: 'read'
  readonly summary: string
  stream(deps: ApiDeps, request: Request, response: Response): Promise<void>
}

export function readRoute(route: ReadRoute): ReadRoute {
  return route
}

export function writeRoute<Body>(route: WriteRoute<Body>): WriteRoute<Body> {
  return route
}
