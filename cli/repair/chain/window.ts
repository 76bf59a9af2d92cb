import { cursorLedger } from '../../../chain/transfers/cursor.ts'
import { type RawTransfer, readTransfers } from '../../../chain/transfers/read.ts'
import { firstWalletLedger } from '../../../db/deposits/firstWalletLedger.ts'
import { knownEscrowContracts } from '../../../db/deposits/knownEscrowContracts.ts'
import { DEPOSIT_WATCHER, readCursor } from '../../../db/deposits/readCursor.ts'
import { walletOwners } from '../../../db/deposits/walletOwners.ts'
import type { Repair } from '../context.ts'

/** The USDC movements of accounts of ours that the database has not read. */
export type Window = {
  readonly from: string | null
  readonly nextCursor: string
  readonly latestLedger: number
  readonly transfers: readonly RawTransfer[]
  /** Contracts that are escrows of ours, as far as anybody knows. */
  readonly escrows: ReadonlySet<string>
}

const PAGE = 1_000

/** Reads the chain from where the database stopped reading. Throws RetentionGap when the server has forgotten some of it. */
export async function readWindow(
  { db, rpc, network, treasury }: Repair,
  contracts: ReadonlySet<string>,
): Promise<Window> {
  const from = await readCursor(db, DEPOSIT_WATCHER)
  const coverLedger = from === null ? await firstWalletLedger(db) : null
  const escrows = new Set(contracts)
  const transfers: RawTransfer[] = []
  for (let cursor = from; ; ) {
    const page = await readTransfers(rpc, network, { cursor, coverLedger, limit: PAGE })
    const addresses = [...new Set(page.transfers.flatMap((transfer) => [transfer.from, transfer.to]))]
    const wallets = await walletOwners(db, addresses)
    for (const contract of await knownEscrowContracts(db, addresses)) escrows.add(contract)
    for (const transfer of page.transfers) {
      // What a wallet of ours paid to is an escrow whose order the database does not know yet: no payout of it is a deposit.
      if (wallets.has(transfer.from) && isContract(transfer.to)) escrows.add(transfer.to)
      const isOurs = [transfer.from, transfer.to].some(
        (address) => address === treasury || wallets.has(address) || escrows.has(address),
      )
      if (isOurs) transfers.push(transfer)
    }
    if (!page.hasMore) {
      return { from, nextCursor: page.nextCursor, latestLedger: page.latestLedger, transfers, escrows }
    }
    cursor = page.nextCursor
  }
}

function isContract(address: string): boolean {
  return address.startsWith('C')
}

/** The transactions that made a contract say something since the window began. */
export async function transactionsOf(
  { rpc }: Repair,
  contractId: string,
  { from }: Pick<Window, 'from'>,
): Promise<readonly string[]> {
  const { oldestLedger } = await rpc.getHealth()
  const startLedger = Math.max(from === null ? 0 : cursorLedger(from), oldestLedger)
  const answer = await rpc.getEvents({ contractId, topics: [], from: { startLedger }, limit: PAGE })
  return [...new Set(answer.events.map(({ txHash }) => txHash))]
}
