import type { Request, Response } from 'express'
import { z } from 'zod'
import type { Scope } from '../../db/schema.ts'
import type { ErrorCode } from '../../domain/errors.ts'
import type { Answer } from '../answer.ts'
import type { ApiDeps } from '../deps.ts'
import type { Dialect, Shape } from '../dialects/dialect.ts'
import type { Work } from '../idempotency/once.ts'
import type { Caller } from '../requests/context.ts'
import type { Preference } from '../requests/preference.ts'

export type ReadCall<Query> = {
  readonly deps: ApiDeps
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly dialect: Dialect
}

export type WriteCall<Body> = {
  readonly deps: ApiDeps
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  readonly body: Body
  /** How the caller wrote a field of the body. */
  spelling(field: string): string
  readonly dialect: Dialect
  /** Method and path, the part of a command's name that comes from the route. */
  readonly route: string
  readonly idempotencyKey: string | undefined
  readonly preference: Preference
}

/** What the document of the API says of a route, and what its answers are held to. */
export type Described = {
  /** The operation's name, unique among all routes. */
  readonly name: string
  readonly path: string
  readonly scope: Scope
  readonly summary: string
  readonly shape: Shape
  /** The data of a successful answer; of a page, one of its items. */
  readonly data: z.ZodType
  /** The data of a 202, where that is no order with a pending command. */
  readonly accepted?: z.ZodType
  /** Refusals beyond those that every route may answer with. */
  readonly errors?: readonly ErrorCode[]
}

/** Answers from what is stored. */
export type ReadRoute<Query> = Described & {
  readonly method: 'get'
  readonly query: z.ZodType<Query>
  handle(call: ReadCall<Query>): Promise<Answer>
}

/**
 * Changes something. `prepare` refuses whatever can be refused without doing anything; the work it returns runs under
 * the caller's Idempotency-Key.
 */
export type WriteRoute<Body> = Described & {
  readonly method: 'post'
  readonly body: z.ZodType<Body>
  /** The statuses of success; 202 among them for what may outlast the request. */
  readonly statuses: readonly (200 | 201 | 202)[]
  prepare(call: WriteCall<Body>): Promise<Work>
}

/** Keeps the connection and writes to it as long as the caller listens. */
export type StreamRoute = Omit<Described, 'shape' | 'data'> & {
  readonly method: 'get'
  readonly query: z.ZodType
  stream(deps: ApiDeps, request: Request, response: Response): Promise<void>
}

/** The query of a route that takes no parameter: one that is sent all the same is refused by its name. */
export const noQuery = z.strictObject({})

export function readRoute<Query>(route: ReadRoute<Query>): ReadRoute<Query> {
  return route
}

export function writeRoute<Body>(route: WriteRoute<Body>): WriteRoute<Body> {
  return route
}
