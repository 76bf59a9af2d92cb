import type { Database } from '../connect.ts'

export type BatchMember = { readonly address: string; readonly amountStroops: string; readonly status: 'DUE' | 'PAID' }

/** What a claimed batch of top-ups is to pay; empty for a batch that nobody claimed. */
export async function readTopUpBatch({ sql }: Pick<Database, 'sql'>, batchKey: string): Promise<BatchMember[]> {
  return await sql<BatchMember[]>`
    select w.address, t.amount_stroops::text as "amountStroops", t.status
    from top_ups t join wallets w on w.user_id = t.user_id where t.batch_key = ${batchKey}`
}
