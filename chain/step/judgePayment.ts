import { explainDestination } from '../../domain/withdrawal/destination.ts'
import { isOfDestination, type PaymentFault } from '../../domain/withdrawal/failure.ts'
import type { ChainIntent } from '../intent.ts'
import { ChainStepError } from './errors.ts'
import type { Outcome } from './outcome.ts'
import type { OperationCode } from './result.ts'
import type { StoredAttempt } from './store.ts'

/** What a payment's own result says of the account that was to be paid. */
const FAULTS: ReadonlyMap<OperationCode, PaymentFault> = new Map([
  ['paymentNoDestination', 'does_not_exist'],
  ['paymentNoTrust', 'no_trustline'],
  ['paymentNotAuthorized', 'not_authorized'],
  ['paymentLineFull', 'trustline_full'],
  ['paymentMalformed', 'rejected_by_network'],
])

/**
 * Whether the ledger has refused a withdrawal because of its destination: the payment of a user to somebody else, which
 * nobody here can put right, so that the money goes back. The transaction stands on the ledger as failed, and an attempt has
 * a successor only when it is dead: no envelope of the step is left that could be applied.
 */
export function refusedPayment(intent: ChainIntent, attempt: StoredAttempt, outcome: Outcome): ChainStepError | null {
  if (intent.kind !== 'withdraw' || outcome.source !== 'lookup' || outcome.status !== 'FAILED') return null
  const code = outcome.result.failedOperation?.code
  const paymentFault = code === undefined ? undefined : FAULTS.get(code)
  if (paymentFault === undefined) return null
  const why = isOfDestination(paymentFault)
    ? explainDestination(intent.destination, paymentFault)
    : `It failed with ${code}.`
  return new ChainStepError({
    verdict: 'refused',
    message: `The network refused the payment ${attempt.hash}. ${why}`,
    paymentFault,
  })
}
