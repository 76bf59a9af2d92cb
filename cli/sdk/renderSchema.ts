export type JsonSchema = {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | JsonSchema
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly description?: string
  readonly example?: unknown
}

/** How the schemas of the document are called in TypeScript, and which unions have a name of their own. */
export type Names = {
  readonly schemas: Readonly<Record<string, JsonSchema>>
  nameOf(schema: string): string
  readonly enums: Readonly<Record<string, readonly unknown[]>>
  /** Lists that are only read, so that callers may pass readonly ones. */
  readonly readonlyLists: boolean
}

/** The least number of shared fields for which one type is written as an extension of another. */
const EXTENDS_FROM = 6

/** A JSON schema as a TypeScript type. */
export function renderSchema(schema: JsonSchema, names: Names, self?: string): string {
  if (schema.$ref !== undefined) return renderReference(schema.$ref.split('/').at(-1) ?? '', names)
  if ('const' in schema) return literal(schema.const)
  if (schema.enum !== undefined) return renderEnum(schema.enum, names)
  if (schema.anyOf !== undefined) return schema.anyOf.map((one) => renderSchema(one, names)).join(' | ')
  const types = [schema.type ?? 'unknown'].flat()
  return types.map((type) => renderType(String(type), schema, names, self)).join(' | ')
}

/** A component that may be null says so itself; in TypeScript its users say so, and the type is the thing alone. */
function renderReference(name: string, { schemas, nameOf }: Names): string {
  return isNullable(schemas[name]) ? `${nameOf(name)} | null` : nameOf(name)
}

export function isNullable(schema: JsonSchema | undefined): boolean {
  return [schema?.type ?? []].flat().includes('null')
}

function renderEnum(values: readonly unknown[], { enums }: Names): string {
  const given = values.filter((value) => value !== null)
  const known = Object.entries(enums).find(([, all]) => same(all, given))?.[0]
  const parts = known === undefined ? given.map(literal) : [known]
  return [...parts, ...(given.length < values.length ? ['null'] : [])].join(' | ')
}

function renderType(type: string, schema: JsonSchema, names: Names, self: string | undefined): string {
  switch (type) {
    case 'string':
    case 'boolean':
    case 'null':
      return type
    case 'integer':
    case 'number':
      return 'number'
    case 'array':
      return `${names.readonlyLists ? 'readonly ' : ''}${wrapped(renderSchema(schema.items ?? {}, names))}[]`
    case 'object':
      return renderObject(schema, names, self)
    default:
      return 'unknown'
  }
}

function wrapped(type: string): string {
  return type.includes(' | ') || type.includes(' & ') ? `(${type})` : type
}

function renderObject(schema: JsonSchema, names: Names, self: string | undefined): string {
  const { properties = {}, required = [], additionalProperties } = schema
  const fields = Object.entries(properties)
  if (fields.length === 0) {
    if (additionalProperties === false) return 'Record<string, never>'
    const value = typeof additionalProperties === 'object' ? renderSchema(additionalProperties, names) : 'unknown'
    return `Record<string, ${value}>`
  }
  const base = extended(schema, names, self)
  const own = base === null ? fields : fields.filter(([field]) => !(field in (names.schemas[base]?.properties ?? {})))
  const lines = own.map(([field, value]) => renderField(field, value, required.includes(field), names))
  const body = `{\n${lines.join('\n')}\n}`
  if (base === null) return body
  return own.length === 0 ? names.nameOf(base) : `${names.nameOf(base)} & ${body}`
}

function renderField(field: string, schema: JsonSchema, isRequired: boolean, names: Names): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(field) ? field : JSON.stringify(field)
  const type = renderSchema(schema, names)
  const doc = describe(schema)
  return `${doc}${isRequired ? `${key}: ${type}` : `${key}?: ${type} | undefined`}`
}

/** The named schema whose fields this one has all, and some more: then it is told as an extension of it. */
function extended(schema: JsonSchema, { schemas }: Names, self: string | undefined): string | null {
  const { properties = {}, required = [] } = schema
  const has = (field: string, value: JsonSchema, isRequired: boolean) =>
    same(properties[field], value) && required.includes(field) === isRequired
  const found = Object.entries(schemas)
    .filter(([name]) => name !== self)
    .map(([name, other]) => ({ name, other, fields: Object.entries(other.properties ?? {}) }))
    .filter(({ fields }) => fields.length >= EXTENDS_FROM && fields.length <= Object.keys(properties).length)
    .filter(({ other, fields }) =>
      fields.every(([field, value]) => has(field, value, other.required?.includes(field) ?? false)),
    )
    .sort((left, right) => right.fields.length - left.fields.length)
  return found[0]?.name ?? null
}

/** A docstring from the description and the example of a schema; empty when it has neither. */
export function describe({ description, example }: JsonSchema): string {
  const parts = [
    ...(description === undefined ? [] : [description]),
    ...(typeof example === 'string' || typeof example === 'number' ? [`Example: \`${example}\``] : []),
  ]
  return parts.length === 0 ? '' : `/** ${parts.join(' ').replaceAll('*/', '* /')} */\n`
}

function literal(value: unknown): string {
  return JSON.stringify(value)
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
