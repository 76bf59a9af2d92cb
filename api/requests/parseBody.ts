import type { z } from 'zod'
import { type FieldProblem, validationError } from '../apiError.ts'
import { type NormalBody, normaliseNames } from './aliases.ts'

const PROBLEMS_SHOWN = 50

type Kind = 'field of this request' | 'parameter of this request'

/** Reads a JSON value as the body that a route takes, or refuses it naming each field that is wrong. */
export function parseBody<T>(schema: z.ZodType<T>, json: unknown): { body: T; normal: NormalBody } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw validationError([{ field: 'body', message: 'must be a JSON object' }])
  }
  const normal = normaliseNames(json as Record<string, unknown>)
  return { body: parse(schema, normal, 'field of this request'), normal }
}

/** Reads the parameters after the question mark, held to the same rules. */
export function parseQuery<T>(schema: z.ZodType<T>, query: Readonly<Record<string, unknown>>): T {
  return parse(schema, normaliseNames(query), 'parameter of this request')
}

function parse<T>(schema: z.ZodType<T>, normal: NormalBody, kind: Kind): T {
  const parsed = schema.safeParse(normal.body)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, normal, kind))
  throw validationError(problems.slice(0, PROBLEMS_SHOWN))
}

function describeIssue(issue: z.core.$ZodIssue, normal: NormalBody, kind: Kind): FieldProblem[] {
  const [first, ...rest] = issue.path.map(String)
  const at = first === undefined ? [] : [normal.spelling(first), ...rest]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: [...at, at.length === 0 ? normal.spelling(key) : key].join('.'),
      message: `is not a ${kind}`,
    }))
  }
  return [{ field: at.join('.') || 'body', message: issue.message }]
}
