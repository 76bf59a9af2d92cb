import { buildDocument } from '../../api/openapi/buildDocument.ts'
import { type AnyRoute, allRoutes } from '../../api/routes/routes.ts'
import type { JsonSchema } from './renderSchema.ts'

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>

export type ApiParameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly schema: JsonSchema
  readonly description?: string
}

export type ApiOperation = {
  readonly operationId: string
  readonly summary: string
  readonly parameters?: readonly ApiParameter[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>
}

/** The document of the API as far as the SDK is written from it. */
export type ApiDocument = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> }
}

/** The routes and their document, made without starting anything: what a route does is never called here. */
export function describeApi(): { routes: readonly AnyRoute[]; document: ApiDocument } {
  const idle = new Proxy({}, { get: () => () => undefined })
  const routes = allRoutes({ tail: idle as never, keyRing: idle as never, keyWatch: idle as never })
  return { routes, document: buildDocument(routes, 'http://localhost:4000') as unknown as ApiDocument }
}
