import type { ChainConfig } from '../../chain/network.ts'
import type { ChainRpc } from '../../chain/rpc/client.ts'
import type { StepEngine } from '../../chain/step/engine.ts'
import type { Database } from '../../db/connect.ts'
import type { Rejection } from '../../domain/errors.ts'
import type { ChainProof } from '../../domain/ledger/posting.ts'
import type { WithdrawalFailure } from '../../domain/withdrawal/failure.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import { examine } from './examine.ts'
import { pay } from './pay.ts'
import { createWithdrawalRecordActivities, type WithdrawalRecordActivities } from './record.ts'

export type WithdrawalInput = { readonly terms: WithdrawalTerms }

/** What came of a payment: the chain shows it, or says that the destination cannot take it, for good. */
export type Payment = { readonly proof: ChainProof } | { readonly failure: WithdrawalFailure }

/** What a withdrawal needs of the network. Each may be run any number of times; the payment's key makes it happen once. */
export type WithdrawalActivities = {
  /** Why nothing can be paid to the destination as the network is now; null where it can. */
  examineDestination(input: WithdrawalInput): Promise<Rejection | null>
  payWithdrawal(input: WithdrawalInput): Promise<Payment>
}

export type WithdrawalDependencies = {
  readonly db: Database
  readonly engine: StepEngine
  readonly rpc: ChainRpc
  readonly chain: ChainConfig
}

export function createWithdrawalActivities(
  dependencies: WithdrawalDependencies,
): WithdrawalActivities & WithdrawalRecordActivities {
  return {
    ...createWithdrawalRecordActivities(dependencies.db),
    examineDestination: ({ terms }) => examine(dependencies, terms),
    payWithdrawal: ({ terms }) => pay(dependencies, terms),
  }
}
