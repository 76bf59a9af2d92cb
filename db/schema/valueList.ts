import { type SQL, sql } from 'drizzle-orm'
import { invariant } from '../../domain/invariant.ts'

/** `'a', 'b'` for a CHECK: the domain's list is the only one, so a new member shows up as a missing migration. */
export function valueList(values: readonly string[]): SQL {
  invariant(
    values.every((value) => /^\w+$/.test(value)),
    `A CHECK may list plain words only, got ${values.join(', ')}`,
  )
  return sql.raw(values.map((value) => `'${value}'`).join(', '))
}
