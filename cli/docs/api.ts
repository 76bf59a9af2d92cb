import { anchorOf } from '../../api/guide/anchors.ts'
import { type ApiOperation, describeApi } from '../sdk/apiDocument.ts'
import type { JsonSchema } from '../sdk/renderSchema.ts'
import { fieldRows, linkTo, typeName } from './fields.ts'
import { code, codes, table, writtenFrom } from './markdown.ts'
import { routeName } from './routeNames.ts'

const INTRODUCTION = `The base of every address is \`/api/v1\`. Send your key with every request: \`Authorization: Bearer ohk_...\`.

- A good answer is \`{"success": true, "data": ...}\`; a list has \`pagination\` beside \`data\`. A refusal has the shape of [Errors](errors.md).
- Fields may be written \`likeThis\` or \`like_this\`. A field that does not exist is refused by its name, not ignored.
- Every POST takes an \`Idempotency-Key\`: see [Idempotency](idempotency.md).
- A command that outlasts the request is answered \`202\`; its outcome appears at the address in \`Location\`.
  \`Prefer: wait=10\` or \`Prefer: respond-async\` says how long you want to wait.
- \`Offerhub-Version: 2026-01-12\` gives bare objects in snake_case.

The same, to try out, stands at \`/docs\` of a running API; \`/openapi.json\` is the OpenAPI document that this page is made from.
From TypeScript, use the [SDK](sdk.md).`

type Schemas = Readonly<Record<string, JsonSchema>>
type Operation = ApiOperation & { readonly method: string; readonly path: string; readonly tags?: readonly string[] }

/** Every route and every object of the API as a page. */
export function renderApiPage(): string {
  const { document, routes } = describeApi()
  const refusals = new Map(routes.map(({ route }) => [route.name, route.errors ?? []]))
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Operation => ({ ...operation, method, path })),
  )
  const groups = Map.groupBy(operations, ({ tags }) => tags?.[0] ?? 'api')
  return [
    '# API reference',
    '',
    writtenFrom('the schemas that hold requests and answers'),
    '',
    INTRODUCTION,
    '',
    '## All routes',
    '',
    ...table(['route', 'what it does'], operations.map(indexRow)),
    '',
    ...[...groups].flatMap(([tag, members]) => [
      `## ${titleOf(tag)}`,
      '',
      ...members.flatMap((operation) =>
        section(operation, refusals.get(operation.operationId) ?? [], document.components.schemas),
      ),
    ]),
    '## Objects',
    '',
    ...Object.entries(document.components.schemas).flatMap(describeObject),
  ].join('\n')
}

const indexRow = (operation: Operation) => [
  `[${code(routeName(operation))}](#${anchorOf(routeName(operation))})`,
  operation.summary,
]

const titleOf = (tag: string) => `${tag.charAt(0).toUpperCase()}${tag.slice(1).replaceAll('-', ' ')}`

function section(operation: Operation, refusals: readonly string[], schemas: Schemas): string[] {
  const description = (operation as { description?: string }).description
  const query = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const body = operation.requestBody?.content['application/json']?.schema
  return [
    `### ${routeName(operation)}`,
    '',
    [operation.summary, description].filter((text) => text !== undefined).join(' '),
    '',
    ...(query.length === 0 ? [] : [...table(['query', 'type', 'meaning'], query.flatMap(queryRow)), '']),
    ...(body === undefined ? [] : [`Takes ${typeName(body)}.`, '']),
    `Answers ${answersOf(operation, schemas)}.`,
    '',
    ...(refusals.length === 0 ? [] : [`Refuses with ${refusals.map(linkToError).join(', ')}.`, '']),
  ]
}

function queryRow(parameter: { name: string; schema: JsonSchema; required?: boolean }): string[][] {
  return fieldRows({
    properties: { [parameter.name]: parameter.schema },
    required: parameter.required ? [parameter.name] : [],
  })
}

function answersOf({ responses }: Operation, schemas: Schemas): string {
  const good = Object.entries(responses).filter(([status]) => status.startsWith('2'))
  return good.map(([status, { content }]) => `${code(status)} ${whatIn(content, schemas)}`).join(', ')
}

type Content = NonNullable<Operation['responses'][string]['content']>

function whatIn(content: Content | undefined, schemas: Schemas): string {
  const json = content?.['application/json']?.schema
  if (json === undefined) return 'with a stream of [Event](#event)'
  const data = json.properties?.data ?? {}
  if (data.items !== undefined) return `with a page of ${typeName(data.items)}`
  return `with ${data.$ref === undefined ? inOwnWords(data, schemas) : linkTo(data.$ref)}`
}

/** An answer that has no name of its own: the named object that it extends and what it adds, or just its fields. */
function inOwnWords(data: JsonSchema, schemas: Schemas): string {
  const names = Object.keys(data.properties ?? {})
  const fieldsOf = (schema: JsonSchema) => Object.keys(schema.properties ?? {})
  const within = Object.entries(schemas).filter(([, schema]) => fieldsOf(schema).every((name) => names.includes(name)))
  const [base] = within.sort(([, left], [, right]) => fieldsOf(right).length - fieldsOf(left).length)
  const known = base === undefined ? [] : fieldsOf(base[1])
  const own = codes(names.filter((name) => !known.includes(name)))
  return base === undefined || known.length === 0 ? own : `${linkTo(base[0])} and ${own}`
}

const linkToError = (each: string) => `[${code(each)}](errors.md#${each.toLowerCase()})`

function describeObject([name, schema]: [string, JsonSchema]): string[] {
  const rows = fieldRows(schema)
  const said = schema.description === undefined ? [] : [schema.description, '']
  const fields = rows.length === 0 ? ['No fields.'] : table(['field', 'type', 'meaning'], rows)
  return [`### ${name}`, '', ...said, ...fields, '']
}
