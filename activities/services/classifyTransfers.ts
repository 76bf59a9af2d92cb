import type { RawTransfer } from '../../chain/transfers/read.ts'
import { knownEscrowContracts } from '../../db/deposits/knownEscrowContracts.ts'
import { ownTransactions } from '../../db/deposits/ownTransactions.ts'
import type { ClassifiedTransfer } from '../../db/deposits/transfer.ts'
import { walletOwners } from '../../db/deposits/walletOwners.ts'
import { type TransferParties, transferVerdict } from '../../domain/ledger/transferVerdict.ts'
import type { ServiceDependencies } from './dependencies.ts'

/** Says of each transfer what it means to us. Three look-ups for a whole batch. */
export async function classifyTransfers(
  { db, treasuryAddress }: Pick<ServiceDependencies, 'db' | 'treasuryAddress'>,
  transfers: readonly RawTransfer[],
): Promise<ClassifiedTransfer[]> {
  if (transfers.length === 0) return []
  const addresses = [...new Set(transfers.flatMap(({ from, to }) => [from, to]))]
  const hashes = [...new Set(transfers.map(({ transactionHash }) => transactionHash))]
  const [owners, escrows, ownSteps] = await Promise.all([
    walletOwners(db, addresses),
    knownEscrowContracts(db, addresses),
    ownTransactions(db, hashes),
  ])
  const parties: TransferParties = {
    treasury: treasuryAddress,
    isWallet: (address) => typeof owners.get(address) === 'string',
    isSpareWallet: (address) => owners.get(address) === null,
    isEscrow: (address) => escrows.has(address),
    isOurStep: (hash) => ownSteps.has(hash),
  }
  return transfers.map((transfer) => {
    const userId = owners.get(transfer.to)
    const senderId = owners.get(transfer.from)
    const verdict = transferVerdict(transfer, parties)
    return { ...transfer, verdict, ...(userId && { userId }), ...(senderId && { senderId }) }
  })
}
