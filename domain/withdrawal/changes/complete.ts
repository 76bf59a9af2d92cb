import type { ChainProof } from '../../ledger/posting.ts'
import {
  makeWithdrawalStep,
  type WithdrawalState,
  type WithdrawalStep,
  withdrawalBalanceEvent,
  withdrawalEvent,
} from '../step.ts'

/** The destination has the money, and the chain shows it. */
export function completeWithdrawal(
  withdrawal: WithdrawalState<'PENDING'>,
  proof: ChainProof,
): WithdrawalStep<'COMPLETED'> {
  const { terms } = withdrawal
  const onChain = { transactionHash: proof.transactionHash, ledger: proof.ledger }
  return makeWithdrawalStep(withdrawal, 'COMPLETED', {
    posting: { rule: 'paid', proof },
    events: [
      withdrawalEvent(terms, 'withdrawal.completed', 'COMPLETED', onChain),
      withdrawalBalanceEvent(terms, 'balance.debited', 'withdrawal'),
    ],
  })
}
