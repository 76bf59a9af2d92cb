import { until } from '../../cli/demo/until.ts'
import { checkBooks } from '../../cli/stack/checkBooks.ts'
import type { Stack } from '../../cli/stack/findStack.ts'
import type { Database } from '../../db/connect.ts'

const SETTLED_MS = 90_000

/** Waits until nothing is due from the treasury any more and ledger and chain agree in every account. */
export async function untilBooksAgree(stack: Stack, db: Database): Promise<void> {
  await until(SETTLED_MS, 'ledger and chain to agree and nothing to be due', async () => {
    const [due] = await db.sql<{ count: number }[]>`select count(*)::int as count from top_ups where status = 'DUE'`
    return due?.count === 0 && (await checkBooks(stack)).equal
  })
}
