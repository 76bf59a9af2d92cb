import type { UserId } from '../../domain/ids.ts'
import { type Stroops, stroops } from '../../domain/money.ts'
import type { Database } from '../connect.ts'

/** What the treasury still owes to a user's wallet. */
export async function topUpsDueTo({ sql }: Pick<Database, 'sql'>, userId: UserId): Promise<Stroops> {
  const [row] = await sql<{ due: bigint }[]>`
    select coalesce(sum(amount_stroops), 0)::bigint as due from top_ups where user_id = ${userId} and status = 'DUE'`
  return stroops(row?.due ?? 0n)
}
