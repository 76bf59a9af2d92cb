import type postgres from 'postgres'
import { invariant } from '../domain/invariant.ts'
import type { Queryable } from './connect.ts'

/** A piece of a statement that is run as part of a whole. */
export type Fragment = postgres.Fragment

/** `a, b, c`: the parts of a WITH list that this statement needs. */
export function joinParts(sql: Queryable, parts: readonly Fragment[]): Fragment {
  const [first, ...rest] = parts
  invariant(first, 'A statement needs at least one part')
  return rest.reduce<Fragment>((joined, part) => sql`${joined}, ${part}`, first)
}

/** `a and b and c`, or `true`: what a WHERE asks for. */
export function allOf(sql: Queryable, conditions: readonly Fragment[]): Fragment {
  const [first, ...rest] = conditions
  return rest.reduce<Fragment>((joined, condition) => sql`${joined} and ${condition}`, first ?? sql`true`)
}

/** Rows as one JSON parameter. The cast through text keeps the driver from encoding the text once more. */
export function jsonRows(sql: Queryable, rows: readonly Readonly<Record<string, unknown>>[]): Fragment {
  return sql`${JSON.stringify(rows)}::text::json`
}

/** A value as one jsonb parameter, null as SQL's null. */
export function jsonb(sql: Queryable, value: unknown): Fragment {
  return sql`${value === undefined || value === null ? null : JSON.stringify(value)}::text::jsonb`
}

/**
 * A list of texts as one parameter of type text[]. Written by hand because the client learns array types from the server
 * only after its first query, and would send a malformed array with that one.
 */
export function textArray(sql: Queryable, values: readonly string[]): Fragment {
  const quoted = values.map((value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
  return sql`${`{${quoted.join(',')}}`}::text::text[]`
}
