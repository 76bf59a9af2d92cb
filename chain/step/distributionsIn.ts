import { invariant } from '../../domain/invariant.ts'
import { readShares } from '../escrow/readShares.ts'
import type { Share } from '../intent.ts'
import { transactionIn } from './envelopes.ts'
import type { StoredAttempt } from './store.ts'

/**
 * What a resolution paid to whom, before fees, read off the very bytes that were signed: the balance that they were
 * reckoned from is gone once they apply. Steps of other kinds have none.
 */
export function distributionsIn(attempt: Pick<StoredAttempt, 'kind' | 'stepKey' | 'envelopeXdr'>): readonly Share[] {
  if (attempt.kind !== 'resolve' && attempt.kind !== 'resolveMilestone') return []
  const [operation] = transactionIn(attempt.envelopeXdr).operations
  const invoked =
    operation?.body.type === 'invokeHostFunction' ? operation.body.invokeHostFunctionOp.hostFunction : null
  // Last in both contracts and both lineages: one takes the protocol's fee address before it.
  const last = invoked?.type === 'hostFunctionTypeInvokeContract' ? invoked.invokeContract.args.at(-1) : undefined
  const shares = readShares(last)
  invariant(shares, `The stored envelope of step ${attempt.stepKey} is no resolution of a dispute`)
  return shares
}
