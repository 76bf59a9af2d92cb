import type { RawTransfer } from '../../chain/transfers/read.ts'
import type { ClassifiedTransfer } from '../../db/deposits/commitTransfers.ts'
import { knownEscrowContracts } from '../../db/deposits/knownEscrowContracts.ts'
import { usersByAddresses } from '../../db/wallets/usersByAddresses.ts'
import { type TransferParties, transferVerdict } from '../../domain/ledger/transferVerdict.ts'
import type { ServiceDependencies } from './dependencies.ts'

/** Says of each transfer what it means to us. Two look-ups for a whole batch. */
export async function classifyTransfers(
  { db, treasuryAddress }: Pick<ServiceDependencies, 'db' | 'treasuryAddress'>,
  transfers: readonly RawTransfer[],
): Promise<ClassifiedTransfer[]> {
  if (transfers.length === 0) return []
  const addresses = [...new Set(transfers.flatMap(({ from, to }) => [from, to]))]
  const [users, escrows] = await Promise.all([usersByAddresses(db, addresses), knownEscrowContracts(db, addresses)])
  const parties: TransferParties = {
    treasury: treasuryAddress,
    isWallet: (a) => users.has(a),
    isEscrow: (a) => escrows.has(a),
  }
  return transfers.map((transfer) => {
    const userId = users.get(transfer.to)
    const verdict = transferVerdict(transfer, parties)
    return { ...transfer, verdict, ...(userId !== undefined && { userId }) }
  })
}
