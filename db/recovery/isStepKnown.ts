import type { Database } from '../connect.ts'

/** Whether a chain step has any attempt. */
export async function isStepKnown({ sql }: Pick<Database, 'sql'>, stepKey: string): Promise<boolean> {
  return (await sql`select from chain_attempts where step_key = ${stepKey} limit 1`).length > 0
}
