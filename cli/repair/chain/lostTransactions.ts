import { type RecognisedTransaction, recogniseTransaction } from '../../../chain/recovery/recogniseTransaction.ts'
import { walletOwners } from '../../../db/deposits/walletOwners.ts'
import { knownTransactions } from '../../../db/recovery/knownTransactions.ts'
import { unplacedTransactions } from '../../../db/recovery/unplacedPayments.ts'
import type { Repair } from '../context.ts'
import { transactionsIn } from '../history/facts.ts'
import type { Did } from '../history/orderHistory.ts'
import { transactionsOf, type Window } from './window.ts'

/** A transaction of ours on the ledger that the database does not know. */
export type LostTransaction = RecognisedTransaction & {
  readonly ledger: number
  readonly envelopeXdr: string
  readonly resultXdr: string | null
  /** The order's contract, where the transaction was found through it. */
  readonly foundBy: string | null
}

/** What a workflow has done, and the contract that it is about, where it has one. */
export type ToldBy = { readonly did: Did[]; readonly contractId: string | null }

/** Looks up every transaction that may be ours: those that moved our USDC, those that workflows name, those of contracts with a step under way. */
export async function findLostTransactions(
  repair: Repair,
  window: Window,
  told: readonly ToldBy[],
  openContracts: ReadonlySet<string>,
): Promise<LostTransaction[]> {
  const candidates = await candidatesIn(repair, window, told, openContracts)
  const known = await knownTransactions(repair.db, [...candidates.keys()])
  const lost: LostTransaction[] = []
  for (const [hash, foundBy] of candidates) {
    if (known.has(hash)) continue
    const found = await lookUp(repair, hash, foundBy)
    if (found !== null) lost.push(found)
  }
  // The database's own order of attempts is that of their sequence numbers.
  return lost.sort((one, other) => one.ledger - other.ledger || Number(BigInt(one.sequence) - BigInt(other.sequence)))
}

async function candidatesIn(
  repair: Repair,
  window: Window,
  told: readonly ToldBy[],
  openContracts: ReadonlySet<string>,
): Promise<Map<string, string | null>> {
  const candidates = new Map<string, string | null>()
  const { db, treasury } = repair
  const senders = await walletOwners(db, [...new Set(window.transfers.map(({ from }) => from))])
  for (const { from, transactionHash } of window.transfers) {
    if (from === treasury || senders.has(from) || window.escrows.has(from)) candidates.set(transactionHash, null)
  }
  // Those that an earlier repair could not place: what they were for may be known by now.
  for (const hash of await unplacedTransactions(db)) candidates.set(hash, null)
  for (const { did, contractId } of told) {
    for (const hash of transactionsIn({ did })) candidates.set(hash, contractId)
  }
  for (const contractId of openContracts) {
    for (const hash of await transactionsOf(repair, contractId, window)) candidates.set(hash, contractId)
  }
  return candidates
}

async function lookUp(repair: Repair, hash: string, foundBy: string | null): Promise<LostTransaction | null> {
  const { rpc, network, report } = repair
  const { status, ledger, envelopeXdr, resultXdr, oldestLedger } = await rpc.getTransaction(hash)
  if (status === 'FAILED') return null
  if (status === 'NOT_FOUND' || ledger === undefined || envelopeXdr === undefined) {
    report.unexplained(
      `Transaction ${hash} is not in the database, and the RPC server, which remembers from ledger ${oldestLedger} on, does not show it.`,
    )
    return null
  }
  return { ...recogniseTransaction(envelopeXdr, network), ledger, envelopeXdr, resultXdr: resultXdr ?? null, foundBy }
}
