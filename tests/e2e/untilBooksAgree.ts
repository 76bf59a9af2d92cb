import { until } from '../../cli/demo/until.ts'
import { checkBooks } from '../../cli/stack/checkBooks.ts'
import { SETTLED_MS } from './createOrders.ts'
import type { RunningStack } from './useTestStack.ts'

/** Waits until nothing is due from the treasury any more and ledger and chain agree in every account. */
export async function untilBooksAgree({ stack, db }: Pick<RunningStack, 'stack' | 'db'>): Promise<void> {
  await until(SETTLED_MS, 'ledger and chain to agree and nothing to be due', async () => {
    const [due] = await db.sql<{ count: number }[]>`select count(*)::int as count from top_ups where status = 'DUE'`
    return due?.count === 0 && (await checkBooks(stack)).equal
  })
}
