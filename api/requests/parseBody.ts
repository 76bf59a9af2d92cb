import type { z } from 'zod'
import { type FieldProblem, validationError } from '../apiError.ts'
import { type NormalBody, normaliseNames } from './aliases.ts'

const PROBLEMS_SHOWN = 50

/** Reads a JSON value as the body that a route takes, or refuses it naming each field that is wrong. */
export function parseBody<T>(schema: z.ZodType<T>, json: unknown): { body: T; normal: NormalBody['body'] } {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw validationError([{ field: 'body', message: 'must be a JSON object' }])
  }
  const normal = normaliseNames(json as Record<string, unknown>)
  const parsed = schema.safeParse(normal.body)
  if (parsed.success) return { body: parsed.data, normal: normal.body }
  const problems = parsed.error.issues.flatMap((issue) => describeIssue(issue, normal))
  throw validationError(problems.slice(0, PROBLEMS_SHOWN))
}

function describeIssue(issue: z.core.$ZodIssue, normal: NormalBody): FieldProblem[] {
  const [first, ...rest] = issue.path.map(String)
  const at = first === undefined ? [] : [normal.spelling(first), ...rest]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...at, key].join('.'), message: 'is not a field of this request' }))
  }
  return [{ field: at.join('.') || 'body', message: issue.message }]
}
