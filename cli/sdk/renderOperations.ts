import type { AnyRoute } from '../../api/routes/routes.ts'
import type { ApiDocument, ApiOperation } from './apiDocument.ts'
import { namesOf } from './names.ts'
import { type JsonSchema, renderSchema } from './renderSchema.ts'

const PAGES: readonly string[] = ['page', 'orderPage', 'events']

/** Method, path and types of every operation that needs a key, by its name. */
export function renderOperations(routes: readonly AnyRoute[], document: ApiDocument): string {
  const operations = operationsById(document)
  const entries = routes.map((any) => ({ any, ...findOperation(operations, any.route.name) }))
  const table = entries.map(({ any, path }) => `${any.route.name}: ${renderEntry(any, path)},`)
  const types = entries.map(
    ({ any, operation }) => `${renderDoc(operation)}${any.route.name}: ${renderTypesOf(any, operation, document)}`,
  )
  const body = types.join('\n')
  const named = Object.keys(document.components.schemas)
    .map((name) => namesOf(document, false).nameOf(name))
    .filter((name) => new RegExp(`\\b${name}\\b`).test(body))
  const unions = ['OrderStatus', 'DisputeStatus', 'WithdrawalStatus'].filter((name) =>
    new RegExp(`\\b${name}\\b`).test(body),
  )
  return [
    `import type { ${[...named, ...unions].join(', ')} } from './types.ts'`,
    `/** How each operation is called. \`command\`: it may be answered before it is carried out. */\nexport const OPERATIONS = {\n${table.join('\n')}\n} as const`,
    'export type OperationName = keyof typeof OPERATIONS',
    `/** What each operation takes and answers. */\nexport type Operations = {\n${body}\n}`,
  ].join('\n\n')
}

function operationsById({ paths }: ApiDocument): Map<string, { path: string; operation: ApiOperation }> {
  return new Map(
    Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => [operation.operationId, { path, operation }] as const),
    ),
  )
}

function findOperation(operations: ReturnType<typeof operationsById>, name: string) {
  const found = operations.get(name)
  if (found === undefined) throw new Error(`The document of the API has no operation "${name}".`)
  return found
}

function renderEntry({ does, route }: AnyRoute, path: string): string {
  // What leads to no command of an order is answered at once, and followed by nobody.
  const command = does === 'write' && route.statuses.includes(202) && route.accepted === undefined
  return `{ method: '${route.method.toUpperCase()}', path: '${path}', command: ${command} }`
}

function renderDoc({ summary }: ApiOperation): string {
  return `/** ${summary} */\n`
}

function renderTypesOf(any: AnyRoute, operation: ApiOperation, document: ApiDocument): string {
  const answers = namesOf(document, false)
  const requests = namesOf(document, true)
  const inPath = (operation.parameters ?? []).filter((one) => one.in === 'path')
  const params = objectOf(inPath.map(({ name }) => [name, { type: 'string' }]))
  const data = any.does === 'stream' ? 'never' : renderSchema(dataOf(any, operation), answers)
  const body = bodyOf(operation)
  const fields = [
    `params: ${inPath.length === 0 ? 'null' : renderSchema({ ...params, required: inPath.map(({ name }) => name) }, answers)}`,
    `query: ${queryOf(operation, requests)}`,
    `body: ${body === null ? 'null' : renderSchema(body, requests)}`,
    `data: ${data}`,
  ]
  return `{\n${fields.join('\n')}\n}`
}

function queryOf(operation: ApiOperation, names: ReturnType<typeof namesOf>): string {
  const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query')
  if (parameters.length === 0) return 'null'
  return renderSchema(objectOf(parameters.map(({ name, schema }) => [name, schema])), names)
}

function bodyOf({ requestBody }: ApiOperation): JsonSchema | null {
  return requestBody?.content['application/json']?.schema ?? null
}

/** The data of a page are its items. */
function dataOf(any: AnyRoute & { does: 'read' | 'write' }, { responses }: ApiOperation): JsonSchema {
  const [, answer] = Object.entries(responses).find(([status]) => status === '200' || status === '201') ?? []
  const data = answer?.content?.['application/json']?.schema.properties?.data
  const item = PAGES.includes(any.route.shape) ? data?.items : data
  if (item === undefined) throw new Error(`The document does not say what "${any.route.name}" answers.`)
  return item
}

function objectOf(fields: readonly (readonly [string, JsonSchema])[]): JsonSchema {
  return { type: 'object', properties: Object.fromEntries(fields) }
}
