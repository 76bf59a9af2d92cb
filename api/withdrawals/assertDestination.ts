import type { Database } from '../../db/connect.ts'
import { isOurAddress } from '../../db/withdrawals/isOurs.ts'
import { readAddress } from '../../domain/withdrawal/address.ts'
import { type DestinationReason, refuseDestination } from '../../domain/withdrawal/destination.ts'
import { rejected } from '../apiError.ts'

/** Refuses at once what can be seen without asking the network. The worker asks it, before any money is set aside. */
export async function assertDestination(
  db: Database,
  { usdcIssuer }: { readonly usdcIssuer: string },
  destination: string,
): Promise<void> {
  const reason = await findFault(db, usdcIssuer, destination)
  if (reason !== null) throw rejected(refuseDestination(destination, reason))
}

async function findFault(db: Database, usdcIssuer: string, destination: string): Promise<DestinationReason | null> {
  const address = readAddress(destination)
  if (address === null) return 'not_an_address'
  if (address.kind === 'contract') return 'is_a_contract'
  if (address.account === usdcIssuer) return 'is_the_issuer'
  return (await isOurAddress(db, address.account)) ? 'is_ours' : null
}
