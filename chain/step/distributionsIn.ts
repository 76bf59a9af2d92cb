import { Address, scValToBigInt, xdr } from '@stellar/stellar-sdk'
import { invariant } from '../../domain/invariant.ts'
import type { Share } from '../intent.ts'
import type { StoredAttempt } from './store.ts'

/**
 * What a resolution paid to whom, before fees, read off the very bytes that were signed: the balance that they were
 * reckoned from is gone once they apply. Steps of other kinds have none.
 */
export function distributionsIn(attempt: Pick<StoredAttempt, 'kind' | 'stepKey' | 'envelopeXdr'>): readonly Share[] {
  if (attempt.kind !== 'resolve') return []
  const [operation] = transactionIn(attempt.envelopeXdr).operations
  const invoked =
    operation?.body.type === 'invokeHostFunction' ? operation.body.invokeHostFunctionOp.hostFunction : null
  // Last in both lineages of the contract: one takes the protocol's fee address before it.
  const map = invoked?.type === 'hostFunctionTypeInvokeContract' ? invoked.invokeContract.args.at(-1) : undefined
  invariant(map?.type === 'scvMap', `The stored envelope of step ${attempt.stepKey} is no resolution of a dispute`)
  return (map.map ?? []).map(({ key, val }) => ({
    address: Address.fromScVal(key).toString(),
    amountStroops: scValToBigInt(val).toString(),
  }))
}

function transactionIn(envelopeXdr: string): Pick<xdr.Transaction, 'operations'> {
  const envelope = xdr.TransactionEnvelope.fromXdr(envelopeXdr, 'base64')
  if (envelope.type === 'envelopeTypeTxFeeBump') return envelope.feeBump.tx.innerTx.v1.tx
  return envelope.type === 'envelopeTypeTx' ? envelope.v1.tx : envelope.v0.tx
}
