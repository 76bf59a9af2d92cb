import type { Database } from '../connect.ts'

/** What the treasury owes, with the wallet it goes to and the name that a batch beginning with it has. */
export type DueRow = {
  readonly key: string
  readonly batchKey: string | null
  readonly address: string
  readonly amountStroops: string
}

/** Everything that is due, in the order in which a batch lists its members. */
export async function dueTopUps({ sql }: Pick<Database, 'sql'>): Promise<DueRow[]> {
  return await sql<DueRow[]>`
    select concat_ws(':', t.order_id, t.user_id, nullif(t.cause, '')) as key, t.batch_key as "batchKey", w.address,
      t.amount_stroops::text as "amountStroops"
    from top_ups t join wallets w on w.user_id = t.user_id
    where t.status = 'DUE' order by t.order_id, t.user_id, t.cause`
}

/** Puts these into the batch that paid them. */
export async function batchTopUps(
  { sql }: Pick<Database, 'sql'>,
  batchKey: string,
  keys: readonly string[],
): Promise<void> {
  await sql`
    update top_ups set batch_key = ${batchKey}, batched_at = coalesce(batched_at, now())
    where status = 'DUE' and concat_ws(':', order_id, user_id, nullif(cause, '')) = any(${keys as string[]})`
}
