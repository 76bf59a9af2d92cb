import type { Database } from '../connect.ts'

/** A transfer of ours that the chain shows and the ledger does not have: its workflow, or the treasury's service, books it. */
export type UnbookedMove = { readonly from: string; readonly to: string; readonly amountStroops: string }

export async function unbookedMoves({ sql }: Pick<Database, 'sql'>): Promise<UnbookedMove[]> {
  return await sql<UnbookedMove[]>`
    select t.from_address as "from", t.to_address as "to", t.amount_stroops::text as "amountStroops"
    from chain_transfers t
    where (t.verdict = 'top_up' or exists (select from chain_attempts a where a.hash = t.transaction_hash))
      and not exists (select from ledger_transactions l where l.transaction_hash = t.transaction_hash)`
}
