import type { Database } from '../connect.ts'
import { jsonRows } from '../fragment.ts'

export type UnplacedPayment = {
  readonly transactionHash: string
  readonly address: string
  readonly amountStroops: string
}

/** Remembers what the treasury paid without anybody knowing what for. */
export async function noteUnplaced(
  { sql }: Pick<Database, 'sql'>,
  payments: readonly UnplacedPayment[],
): Promise<void> {
  await sql`
    insert into unplaced_payments (transaction_hash, address, amount_stroops)
    select p."transactionHash", p.address, p."amountStroops"
    from json_to_recordset(${jsonRows(sql, payments)}) as p("transactionHash" text, address text, "amountStroops" bigint)
    on conflict do nothing`
}

/** The transactions of those that are left. */
export async function unplacedTransactions({ sql }: Pick<Database, 'sql'>): Promise<string[]> {
  const rows = await sql<{ hash: string }[]>`
    select distinct transaction_hash as hash from unplaced_payments order by 1`
  return rows.map(({ hash }) => hash)
}

/** Of those that are recorded as a step it is known what they were for. */
export async function forgetPlaced({ sql }: Pick<Database, 'sql'>): Promise<void> {
  await sql`
    delete from unplaced_payments u using chain_attempts a where a.hash = u.transaction_hash`
}

/** The one among them that paid this amount to this wallet, or null. */
export async function unplacedPaymentTo(
  { sql }: Pick<Database, 'sql'>,
  { address, amountStroops }: { readonly address: string; readonly amountStroops: string },
): Promise<string | null> {
  const [row] = await sql<{ hash: string }[]>`
    select transaction_hash as hash from unplaced_payments
    where address = ${address} and amount_stroops = ${amountStroops}::bigint limit 1`
  return row?.hash ?? null
}
