import { usdcBalances } from '../../chain/balances.ts'
import type { ChainConfig } from '../../chain/network.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import type { Database } from '../../db/connect.ts'
import { chainAccounts, ledgerSum } from '../../db/ledger/balances.ts'

/** One ledger account beside the balance that the chain shows at its address, in stroops. */
export type AccountComparison = {
  readonly account: string
  readonly address: string
  readonly ledgerStroops: bigint
  readonly chainStroops: bigint
}

export type Comparison = {
  readonly accounts: readonly AccountComparison[]
  readonly differences: readonly AccountComparison[]
  /** Sum of all entries of the ledger; anything but zero means that money was made or lost. */
  readonly ledgerSumStroops: bigint
  readonly equal: boolean
}

type Books = {
  db: Database
  rpc: ChainRpc
  chain: Pick<ChainConfig, 'passphrase' | 'usdcIssuer'>
  treasuryAddress: string
}

/** As many addresses as one request may ask for. */
const ADDRESSES_PER_REQUEST = 200

/** Compares every ledger account that stands for USDC on chain with the chain itself, to the stroop. */
export async function compareWithChain({ db, rpc, chain, treasuryAddress }: Books): Promise<Comparison> {
  const [held, ledgerSumStroops] = await Promise.all([chainAccounts(db), ledgerSum(db)])
  const placed = held.map(({ account, address, balanceStroops }) => ({
    account,
    address: address ?? treasuryAddress,
    ledgerStroops: balanceStroops,
  }))
  const accounts: AccountComparison[] = []
  for (let from = 0; from < placed.length; from += ADDRESSES_PER_REQUEST) {
    const page = placed.slice(from, from + ADDRESSES_PER_REQUEST)
    const balances = await usdcBalances(
      rpc,
      chain,
      page.map(({ address }) => address),
    )
    accounts.push(...page.map((row) => ({ ...row, chainStroops: balances.get(row.address) ?? 0n })))
  }
  const differences = accounts.filter(({ ledgerStroops, chainStroops }) => ledgerStroops !== chainStroops)
  return { accounts, differences, ledgerSumStroops, equal: differences.length === 0 && ledgerSumStroops === 0n }
}
