import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import type { AnyRoute } from '../routes/routes.ts'
import { describeRoute } from './describeRoute.ts'
import { errorSchema } from './envelopes.ts'

const DESCRIPTION = `Payments for marketplaces: orders, escrow on Stellar, disputes and a double-entry ledger.

Every POST takes an \`Idempotency-Key\`. Names of fields may be written in camelCase or snake_case. What outlasts a request
is answered 202 with the place where its outcome will be. The header \`Offerhub-Version: 2026-01-12\` gives bare objects in
snake_case.

The [guide](/docs/guide/) explains all of it, from the first call on.`

export type ApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>

/** The OpenAPI document of everything that is mounted. */
export function buildDocument(routes: readonly AnyRoute[], publicUrl: string): ApiDocument {
  const registry = new OpenAPIRegistry()
  const { name } = registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key: ohk_live_... or ohk_test_...',
  })
  for (const any of routes) registry.registerPath(describeRoute(any))
  registry.registerPath({
    method: 'get',
    path: '/health',
    operationId: 'getHealth',
    summary: 'Says that this process answers, and what it can reach. Needs no key.',
    tags: ['health'],
    security: [],
    responses: {
      200: { description: 'The process answers.', content: { 'application/json': { schema: healthSchema } } },
    },
  })
  registry.registerPath({
    method: 'get',
    path: '/ready',
    operationId: 'getReadiness',
    summary: 'Says whether requests should be sent to this process. Needs no key.',
    tags: ['health'],
    security: [],
    responses: {
      200: { description: 'It serves requests.', content: { 'application/json': { schema: healthSchema } } },
      503: {
        description: 'It starts or stops, or lacks the database or Temporal; Retry-After says when to ask again.',
        content: { 'application/json': { schema: errorSchema } },
      },
    },
  })
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: { title: 'OFFER-HUB Orchestrator', version: '1', description: DESCRIPTION },
    servers: [{ url: publicUrl }],
    security: [{ [name]: [] }],
  })
}

const reachable = z.enum(['reachable', 'unreachable'])
const healthSchema = z.object({
  success: z.literal(true),
  data: z.object({
    status: z.enum(['starting', 'ok', 'degraded', 'stopping']),
    database: reachable,
    temporal: reachable,
    network: z.string(),
    waitingFor: z.array(z.string()).optional(),
  }),
})
