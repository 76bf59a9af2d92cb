import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import type { AnyRoute } from '../routes/routes.ts'
import { describeRoute } from './describeRoute.ts'

const DESCRIPTION = `Payments for marketplaces: orders, escrow on Stellar, disputes and a double-entry ledger.

Every POST takes an \`Idempotency-Key\`. Names of fields may be written in camelCase or snake_case. What outlasts a request
is answered 202 with the place where its outcome will be. The header \`Offerhub-Version: 2026-01-12\` gives bare objects in
snake_case.`

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
    status: z.enum(['ok', 'degraded']),
    database: reachable,
    temporal: reachable,
    network: z.string(),
  }),
})
