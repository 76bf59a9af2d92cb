import { balanceIn, usdcBalanceKey } from '../../chain/balances.ts'
import { readEntries } from '../../chain/rpc/readEntries.ts'
import type { PlacedAccount } from '../../db/audit/accounts.ts'
import type { SeenBalance } from '../../db/audit/compareAccounts.ts'
import type { Books } from './books.ts'

/** As many ledger entries as one request may ask for. */
export const ACCOUNTS_PER_REQUEST = 200

/** What the chain holds at these accounts; each request's answers are as of one ledger. */
export async function seeBalances(
  { rpc, chain }: Pick<Books, 'rpc' | 'chain'>,
  accounts: readonly PlacedAccount[],
  signal?: AbortSignal,
): Promise<SeenBalance[]> {
  const seen: SeenBalance[] = []
  for (let from = 0; from < accounts.length; from += ACCOUNTS_PER_REQUEST) {
    const page = accounts.slice(from, from + ACCOUNTS_PER_REQUEST)
    const keys = page.map(({ address }) => usdcBalanceKey(chain, address))
    const { data, latestLedger } = await readEntries(rpc, keys, signal)
    seen.push(
      ...page.map((placed, index) => ({
        ...placed,
        chainStroops: balanceIn(data.get(keys[index] ?? '')),
        ledger: latestLedger,
      })),
    )
  }
  return seen
}
