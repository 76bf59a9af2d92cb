import fc from 'fast-check'
import { type Document, follow, type JsonSchema, type Operation } from './apiDocument.ts'

/** Ids that exist, by the name of the parameter or field that takes them. */
export type Pool = Readonly<Record<string, readonly string[]>>

export type FuzzedRequest = { readonly path: string; readonly headers: Record<string, string>; readonly body: unknown }

const STRANGE = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary', maxLength: 40 }), fc.constant(null))

type Source = { readonly document: Document; readonly pool: Pool }

/** Requests to one operation: mostly as the document describes them, often with something wrong. */
export function requestsFrom(document: Document, operation: Operation, pool: Pool): fc.Arbitrary<FuzzedRequest> {
  const { parameters = [], requestBody } = operation
  const path = parameters.filter((parameter) => parameter.in === 'path')
  const query = parameters.filter((parameter) => parameter.in === 'query')
  const schema = requestBody?.content['application/json']?.schema
  return fc
    .record({
      path: fc.tuple(...path.map(({ name }) => pathValues(pool[name] ?? []))),
      query: fc.tuple(...query.map(({ schema: of }) => queryValues({ document, pool }, of))),
      body: schema === undefined ? fc.constant(undefined) : bodies({ document, pool }, schema),
      key: fc.option(fc.constantFrom('k1', 'k2', 'k3'), { freq: 3 }),
    })
    .map((drawn) => ({
      path: addressOf(
        operation.path,
        path.map(({ name }) => name),
        drawn.path,
        queryOf(
          query.map(({ name }) => name),
          drawn.query,
        ),
      ),
      headers: {
        // No request waits for long: what has not come out is a 202.
        Prefer: 'wait=1',
        ...(operation.method === 'post' && drawn.key !== null && { 'Idempotency-Key': drawn.key }),
      },
      body: drawn.body,
    }))
}

function pathValues(known: readonly string[]): fc.Arbitrary<string> {
  const garbage = fc.oneof(fc.constantFrom('x', 'ord_1', '%00', 'usr_'), fc.string({ minLength: 1, maxLength: 80 }))
  return known.length === 0 ? garbage : fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, garbage)
}

function queryValues(source: Source, schema: JsonSchema): fc.Arbitrary<string | undefined> {
  const right = valuesOf(source, schema).map(String)
  const wrong = fc.oneof(fc.string({ maxLength: 40 }), fc.constantFrom('-1', '0', '', 'null', '99999999999999999999'))
  return fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 3, arbitrary: right }, wrong)
}

function queryOf(names: readonly string[], values: readonly (string | undefined)[]): string {
  const given = names.flatMap((name, index) => {
    const value = values[index]
    return value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]
  })
  return given.length === 0 ? '' : `?${given.join('&')}`
}

function addressOf(template: string, names: readonly string[], values: readonly string[], query: string): string {
  const filled = names.reduce(
    (path, name, index) => path.replace(`{${name}}`, encodeURIComponent(values[index]?.toWellFormed() ?? '')),
    template,
  )
  return filled + query
}

/** A body as described; or with a field of another kind, one too few, one too many; or no object at all. */
function bodies(source: Source, schema: JsonSchema): fc.Arbitrary<unknown> {
  const right = valuesOf(source, schema)
  const names = Object.keys(follow(source.document, schema).properties ?? {})
  const name = names.length === 0 ? fc.constant('colour') : fc.constantFrom(...names, 'colour')
  const changed = fc
    .tuple(right, name, STRANGE)
    .map(([body, field, value]) => ({ ...(body as object), [field]: value }))
  const poorer = fc
    .tuple(right, name)
    .map(([body, field]) => Object.fromEntries(Object.entries(body as object).filter(([own]) => own !== field)))
  return fc.oneof(
    { weight: 5, arbitrary: right },
    { weight: 3, arbitrary: changed },
    { weight: 1, arbitrary: poorer },
    { weight: 1, arbitrary: STRANGE },
  )
}

/** Values that a schema describes. What only a pattern describes is taken from its example. */
function valuesOf(source: Source, given: JsonSchema): fc.Arbitrary<unknown> {
  const schema = follow(source.document, given)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map((one) => valuesOf(source, one)))
  const types = schema.type === undefined ? [] : [schema.type].flat()
  if (types.length === 0) return STRANGE
  return fc.oneof(...types.map((type) => ofType(source, schema, type)))
}

function ofType(source: Source, schema: JsonSchema, type: string): fc.Arbitrary<unknown> {
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 1_000_000 })
    case 'array':
      return fc.array(valuesOf(source, schema.items ?? {}), { maxLength: 3 })
    case 'object':
      return objects(source, schema)
    default:
      return texts(schema)
  }
}

function texts(schema: JsonSchema): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = 60, example } = schema
  const any = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, 60) })
  const moment = fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  if (schema.format === 'date-time') return moment
  return typeof example === 'string' ? fc.oneof({ weight: 3, arbitrary: fc.constant(example) }, any) : any
}

function objects(source: Source, schema: JsonSchema): fc.Arbitrary<Record<string, unknown>> {
  const { properties, required = [] } = schema
  if (properties === undefined) return fc.dictionary(fc.string({ maxLength: 10 }), fc.jsonValue({ maxDepth: 2 }))
  const members = Object.entries(properties).map(([name, member]) => [
    name,
    aimed(source, name, valuesOf(source, member)),
  ])
  return fc.record(Object.fromEntries(members), { requiredKeys: [...required] })
}

/** A field that takes an id is mostly given one that exists. */
function aimed({ pool }: Source, name: string, values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const known = pool[name] ?? []
  return known.length === 0 ? values : fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, values)
}
