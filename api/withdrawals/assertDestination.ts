import type { Database } from '../../db/connect.ts'
import { isOurAddress } from '../../db/platform/isOurAddress.ts'
import { readStellarAddress } from '../../domain/stellarAddress.ts'
import { type DestinationReason, explainDestination } from '../../domain/withdrawal/destination.ts'
import { ApiError } from '../apiError.ts'

/** Refuses at once what can be seen without asking the network. The worker asks it, before any money is set aside. */
export async function assertDestination(
  db: Database,
  { usdcIssuer }: { readonly usdcIssuer: string },
  destination: string,
): Promise<void> {
  const address = readStellarAddress(destination)
  if (address === null) throw refused(destination, 'not_an_address')
  if (address.account === null) throw refused(destination, 'is_a_contract')
  if (address.account === usdcIssuer) throw refused(destination, 'is_the_issuer')
  if (await isOurAddress(db, address.account)) throw refused(destination, 'is_ours')
}

function refused(destination: string, reason: DestinationReason): ApiError {
  return new ApiError('DESTINATION_REFUSED', explainDestination(destination, reason), {
    details: { reason, destination },
  })
}
