import { anchorOf } from '../../api/guide/anchors.ts'
import type { JsonSchema } from '../sdk/renderSchema.ts'
import { code } from './markdown.ts'

type Bounds = {
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: unknown
}
type Described = JsonSchema & Bounds

/** One row for every field of an object, those of objects within it by their path. */
export function fieldRows(schema: JsonSchema, prefix = ''): string[][] {
  const properties = schema.properties ?? {}
  return Object.entries(properties).flatMap(([name, field]) => {
    if (isTwin(name, properties)) return []
    const path = `${prefix}${name}`
    const given = field as Described
    const inner = given.items?.properties ? given.items : given
    const marker = given.items?.properties ? `${path}[].` : `${path}.`
    const needed = schema.required?.includes(name) ?? false
    const row = [code(path), typeName(given) + (needed ? '' : ', optional'), meaningOf(given)]
    return inner.properties === undefined ? [row] : [row, ...fieldRows(inner, marker)]
  })
}

/** Fields that are there under a second name for callers of an older document. */
function isTwin(name: string, properties: Readonly<Record<string, unknown>>): boolean {
  const camel = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return camel !== name && camel in properties
}

/** A type in words, with a link where it is described further. */
export function typeName(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return linkTo(schema.$ref)
  if ('const' in schema) return code(JSON.stringify(schema.const))
  if (schema.enum !== undefined) return schema.enum.map((value) => code(String(value))).join(', ')
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeName))].join(' or ')
  const types = [schema.type ?? 'anything'].flat().map((type) => {
    if (type !== 'array') return type
    return schema.items?.properties || schema.items === undefined ? 'list' : `list of ${typeName(schema.items)}`
  })
  return types.join(' or ')
}

export function linkTo(reference: string): string {
  const name = reference.split('/').at(-1) ?? ''
  return `[${name}](#${anchorOf(name)})`
}

function meaningOf({ description, example, maxLength, minimum, maximum, default: usual }: Described): string {
  const range = maximum === undefined || maximum > MAX_SHOWN ? '' : `${minimum ?? 0} to ${maximum}.`
  const parts = [
    description === undefined ? '' : sentence(description),
    maxLength === undefined ? '' : `At most ${maxLength} characters.`,
    range,
    usual === undefined ? '' : `${code(JSON.stringify(usual))} if left out.`,
    example === undefined ? '' : `Such as ${code(typeof example === 'string' ? example : JSON.stringify(example))}.`,
  ]
  return parts.filter((part) => part !== '').join(' ')
}

/** Beyond it a bound is that of the number type, not one of ours. */
const MAX_SHOWN = 1_000_000_000

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)
