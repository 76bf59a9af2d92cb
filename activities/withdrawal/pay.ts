import type { WithdrawIntent } from '../../chain/intent.ts'
import type { StepContext } from '../../chain/step/engine.ts'
import { ChainStepError } from '../../chain/step/errors.ts'
import { walletsOfUsers } from '../../db/wallets/walletsOfUsers.ts'
import { type WithdrawalTerms, withdrawalStepKey } from '../../domain/withdrawal/terms.ts'
import { readyAddress } from '../escrow/parties.ts'
import { settleTopUpsOf } from '../services/payTopUps.ts'
import { asActivity, proofOf } from '../step/runStep.ts'
import type { Payment, WithdrawalDependencies } from './activities.ts'

/**
 * Pays what is set aside out of the user's wallet. The treasury's debts to that wallet come first, whatever it holds: the
 * user's other payments may be under way, and a payment that lacks a stroop fails on the ledger.
 */
export async function pay(dependencies: WithdrawalDependencies, terms: WithdrawalTerms): Promise<Payment> {
  const { userId } = terms
  const wallets = await walletsOfUsers(dependencies.db, [userId])
  const wallet = readyAddress(wallets.get(userId), 'user', userId)
  return await asActivity(async (context) => {
    await settleTopUpsOf(dependencies, userId, context)
    return await send(dependencies, terms, wallet, context)
  })
}

async function send(
  { engine }: WithdrawalDependencies,
  { withdrawalId, destination, amountStroops, memo }: WithdrawalTerms,
  wallet: string,
  context: StepContext,
): Promise<Payment> {
  const intent: WithdrawIntent = { kind: 'withdraw', withdrawalId, wallet, destination, amountStroops, memo }
  try {
    return { proof: proofOf(await engine.finish(withdrawalStepKey(withdrawalId), intent, null, context)) }
  } catch (error) {
    if (!(error instanceof ChainStepError) || error.paymentFault === undefined) throw error
    return { failure: { code: error.paymentFault, reason: error.message } }
  }
}
