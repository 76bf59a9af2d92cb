import { examineDestination } from '../../chain/withdrawals/examineDestination.ts'
import { isOurAddress } from '../../db/withdrawals/isOurs.ts'
import { readWithdrawal } from '../../db/withdrawals/read.ts'
import type { Rejection } from '../../domain/errors.ts'
import { readAddress } from '../../domain/withdrawal/address.ts'
import { type DestinationReason, refuseDestination } from '../../domain/withdrawal/destination.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import { asActivity } from '../step/runStep.ts'
import type { WithdrawalDependencies } from './activities.ts'

/** Says why a withdrawal is refused, or null. Once its money is set aside, only the payment itself can tell. */
export async function examine(dependencies: WithdrawalDependencies, terms: WithdrawalTerms): Promise<Rejection | null> {
  if ((await readWithdrawal(dependencies.db, terms.withdrawalId)) !== null) return null
  const reason = await findFault(dependencies, terms)
  return reason === null ? null : refuseDestination(terms.destination, reason)
}

async function findFault(
  { db, rpc, chain }: WithdrawalDependencies,
  terms: WithdrawalTerms,
): Promise<DestinationReason | null> {
  const address = readAddress(terms.destination)
  // The API has looked already; a wallet may have been created since.
  if (address?.kind === 'account' && (await isOurAddress(db, address.account))) return 'is_ours'
  return await asActivity(({ signal }) => examineDestination({ rpc, config: chain }, terms, signal))
}
