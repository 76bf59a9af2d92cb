import type { ResponseConfig, RouteConfig } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../../domain/errors.ts'
import type { AnyRoute } from '../routes/routes.ts'
import { acceptedSchema, errorSchema, successSchema } from './envelopes.ts'
import { examplesOf } from './examples.ts'

const BASE = '/api/v1'
const EVERY_ROUTE: readonly ErrorCode[] = [
  'VALIDATION_ERROR',
  'UNAUTHORIZED',
  'FORBIDDEN',
  'RATE_LIMITED',
  'INTERNAL_ERROR',
  'SERVICE_UNAVAILABLE',
]
const EVERY_WRITE: readonly ErrorCode[] = [
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_KEY_IN_PROGRESS',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
]

const versionHeader = z
  .string()
  .optional()
  .meta({ description: 'The version of the language of the answer.', example: '2026-01-12' })
const keyHeader = z.string().max(255).optional().meta({
  description: 'Makes a repeat of the same request harmless for 24 hours: it gets the same answer.',
  example: '550e8400-e29b-41d4-a716-446655440000',
})
const preferHeader = z
  .string()
  .optional()
  .meta({ description: 'How long to wait for the outcome: wait=SECONDS, or respond-async.', example: 'wait=10' })

/** A route as the document of the API describes it, made from the schemas that hold its requests and answers. */
export function describeRoute(any: AnyRoute): RouteConfig {
  const { route, does } = any
  const path = route.path.replaceAll(/:([A-Za-z]+)/g, '{$1}')
  const refusals = [...EVERY_ROUTE, ...(does === 'write' ? EVERY_WRITE : []), ...(route.errors ?? [])]
  return {
    method: route.method,
    path: `${BASE}${path}`,
    operationId: route.name,
    summary: route.summary,
    description: `Needs the scope \`${route.scope}\`.`,
    tags: [path.split('/')[1] ?? 'api'],
    request: { ...paramsOf(path), ...inputOf(any), headers: z.object(headersOf(any)) },
    responses: { ...successesOf(any), ...refusalsOf(refusals) },
  }
}

function paramsOf(path: string): { params?: z.ZodObject } {
  const names = [...path.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name = '']) => name)
  return names.length === 0 ? {} : { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }
}

function headersOf(any: AnyRoute): Record<string, z.ZodType> {
  const version = { 'Offerhub-Version': versionHeader }
  if (any.does !== 'write') return version
  const prefer = any.route.statuses.includes(202) ? { Prefer: preferHeader } : {}
  return { ...version, 'Idempotency-Key': keyHeader, ...prefer }
}

function inputOf(any: AnyRoute): Pick<NonNullable<RouteConfig['request']>, 'query' | 'body'> {
  // Every query is an object of parameters.
  if (any.does !== 'write') return { query: any.route.query as unknown as z.ZodObject }
  const { body, name } = any.route
  const schema = (body as z.ZodType).meta({ id: `${name.charAt(0).toUpperCase()}${name.slice(1)}Request` })
  const content = { 'application/json': { schema, ...examplesFor(name, 'request') } }
  return { body: { required: !schema.safeParse({}).success, content } }
}

function successesOf(any: AnyRoute): Record<number, ResponseConfig> {
  if (any.does === 'stream') {
    const schema = z.string().meta({ description: 'Server-Sent Events; the data of each is an Event.' })
    return { 200: { description: 'The stream of events.', content: { 'text/event-stream': { schema } } } }
  }
  const { name } = any.route
  const statuses = any.does === 'write' ? any.route.statuses : [200]
  return Object.fromEntries(
    statuses.map((status) => {
      const schema = status === 202 ? acceptedSchema(any.route) : successSchema(any.route)
      const content = { 'application/json': { schema, ...examplesFor(name, status) } }
      return [status, { description: SUCCESS[status] ?? 'Done.', content }]
    }),
  )
}

const SUCCESS: Readonly<Record<number, string>> = {
  200: 'Done.',
  201: 'Created.',
  202: 'Accepted: it will be carried out. The outcome will be at the address in Location.',
}

function examplesFor(name: string, pick: 'request' | number) {
  const examples = examplesOf(name, pick)
  return Object.keys(examples).length === 0 ? {} : { examples }
}

/** Codes that share a status share a response; its description tells them apart. */
function refusalsOf(codes: readonly ErrorCode[]): Record<number, ResponseConfig> {
  const byStatus = Map.groupBy([...new Set(codes)], (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, shared]) => {
      const description = shared.map((code) => `\`${code}\`: ${ERRORS[code].meaning}`).join('\n\n')
      return [status, { description, content: { 'application/json': { schema: errorSchema } } }]
    }),
  )
}
