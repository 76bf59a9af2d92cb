import type { Scope } from '../../../db/schema.ts'
import { type Document, type Operation, operationsOf } from '../../api/apiDocument.ts'
import type { ApiResponse, Harness, RequestOptions } from '../../api/harness.ts'

/** A route that needs a key, as the API's own document tells of it. */
export type Route = {
  readonly name: string
  readonly scope: Scope
  readonly operation: Operation
  /** With something in the place of each parameter. */
  readonly address: string
  /** Method and path, to name it when it fails. */
  readonly told: string
}

/** Prometheus reads it; it is no part of the contract with callers, so the document leaves it out. */
const METRICS: Operation = {
  method: 'get',
  path: '/metrics',
  operationId: 'metrics',
  summary: '',
  description: 'Needs the scope `support`.',
  responses: {},
}

export async function readDocument(api: Harness): Promise<Document> {
  return (await api.get('/openapi.json', { key: null })).body as unknown as Document
}

/** Every route that needs a key: a new one is among them without anybody thinking of it. */
export async function everyRoute(api: Harness): Promise<readonly Route[]> {
  const documented = operationsOf(await readDocument(api)).filter(
    ({ description }) => scopeIn(description) !== undefined,
  )
  return [...documented, METRICS].map((operation) => {
    const address = operation.path.replaceAll(/\{\w+\}/g, 'x')
    const scope = scopeIn(operation.description) as Scope
    return { name: operation.operationId, scope, operation, address, told: `${operation.method} ${operation.path}` }
  })
}

function scopeIn(description: string | undefined): string | undefined {
  return /scope `(\w+)`/.exec(description ?? '')?.[1]
}

export async function call(api: Harness, route: Route, options: RequestOptions = {}): Promise<ApiResponse> {
  return route.operation.method === 'get'
    ? await api.get(route.address, options)
    : await api.post(route.address, {}, options)
}

/** The fields that a body of this operation may have. */
export function bodyFields(document: Document, { requestBody }: Operation): string[] {
  const schema = requestBody?.content['application/json']?.schema
  const name = schema?.$ref?.split('/').at(-1)
  return Object.keys((name === undefined ? schema : document.components.schemas[name])?.properties ?? {})
}
