import { accountBalance } from '../../db/ledger/balances.ts'
import { wallet } from '../../domain/ledger/accounts.ts'
import { amountOf, type OrderTerms } from '../../domain/order/terms.ts'
import { settleTopUpsOf } from '../services/payTopUps.ts'
import { asActivity } from '../step/runStep.ts'
import type { EscrowDependencies } from './activities.ts'

/**
 * A wallet holds less than is owed to its owner while the treasury's top-ups are on their way. Before it has to pay more
 * than it holds they are paid at once. What it holds is what the ledger says; a payment of another order that is not
 * booked yet makes this step fail once, and its retry sees it.
 */
export async function settleBeforePaying(dependencies: EscrowDependencies, terms: OrderTerms): Promise<void> {
  const held = await accountBalance(dependencies.db, wallet(terms.buyerId).name)
  if (held >= amountOf(terms)) return
  await asActivity((context) => settleTopUpsOf(dependencies, terms.buyerId, context))
}
