import { encodeMuxedAccountToAddress, xdr } from '@stellar/stellar-sdk'
import { checkAuthorization } from './checkAuthorization.ts'
import { checkCall } from './checkCall.ts'
import { deriveContractId } from './contractId.ts'
import type { Expectation } from './expectation.ts'
import { demand, Refusal } from './refusal.ts'

export type VerificationLimits = {
  readonly feeCapStroops: bigint
  readonly nowSeconds: number
  /** Less than this left is too little to submit and see the ledger close. */
  readonly minValiditySeconds: number
  /** Longer than this would keep a step in doubt for too long when its fate is unknown. */
  readonly maxValiditySeconds: number
}

export type Verification =
  | {
      readonly ok: true
      readonly transaction: xdr.Transaction
      /** The escrow that a deployment creates; null for every other call. */
      readonly derivedContractId: string | null
      readonly maxTimeSeconds: number
    }
  | { readonly ok: false; readonly reason: string; readonly staleBounds: boolean }

/** Refused only because of its time: another build may do. */
class StaleBounds extends Refusal {}

/**
 * Decides whether a transaction that somebody else built may be signed. Nothing is taken on trust: whatever the envelope
 * can do beyond the expected call is a reason to refuse.
 */
export function verifyEnvelope(xdrBase64: string, expectation: Expectation, limits: VerificationLimits): Verification {
  try {
    return verify(xdrBase64, expectation, limits)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { ok: false, reason: error.message, staleBounds: error instanceof StaleBounds }
  }
}

function verify(xdrBase64: string, expectation: Expectation, limits: VerificationLimits): Verification {
  const envelope = decode(xdrBase64)
  demand(envelope.type !== 'envelopeTypeTxFeeBump', 'it is a fee bump around a transaction')
  demand(envelope.type === 'envelopeTypeTx', `it is an envelope of type ${envelope.type}`)
  const { tx, signatures } = envelope.v1
  demand(signatures.length === 0, 'it already carries signatures')
  const source = encodeMuxedAccountToAddress(tx.sourceAccount)
  demand(source === expectation.source, `its source is ${source} instead of ${expectation.source}`)
  demand(tx.memo.type === 'memoNone', 'it carries a memo')
  demand(tx.seqNum > 0n, 'its sequence number is not positive')
  const maxTimeSeconds = checkTimeBounds(tx.cond, limits)
  checkFee(tx, limits)

  const [operation, ...others] = tx.operations
  demand(operation !== undefined && others.length === 0, `it has ${tx.operations.length} operations instead of one`)
  checkOperationSource(operation, expectation.source)
  const invoked = checkCall(operation, expectation.call)
  demand(operation.body.type === 'invokeHostFunction', 'the operation is not a contract call')
  checkAuthorization(operation.body.invokeHostFunctionOp.auth, invoked, expectation.subcalls)
  return {
    ok: true,
    transaction: tx,
    derivedContractId: derivedContractId(expectation, invoked),
    maxTimeSeconds,
  }
}

function decode(xdrBase64: string): xdr.TransactionEnvelope {
  let envelope: xdr.TransactionEnvelope
  try {
    envelope = xdr.TransactionEnvelope.fromXdr(xdrBase64, 'base64')
  } catch {
    throw new Refusal('it is not a transaction envelope')
  }
  // What we check and what we sign must be the same bytes.
  demand(envelope.toXdr('base64') === xdrBase64, 'it is not in the canonical encoding')
  return envelope
}

function checkTimeBounds(conditions: xdr.Preconditions, limits: VerificationLimits): number {
  // Other preconditions could relax the sequence number, which our proof that an envelope is dead rests on.
  demand(conditions.type === 'precondTime', `its preconditions are ${conditions.type}, not time bounds`)
  const { minTime, maxTime } = conditions.timeBounds
  demand(maxTime > 0n, 'it never expires')
  const now = BigInt(limits.nowSeconds)
  if (minTime > now) throw new StaleBounds('it is not valid yet')
  demand(
    maxTime - now <= BigInt(limits.maxValiditySeconds),
    `it stays valid for ${maxTime - now} seconds, more than ${limits.maxValiditySeconds}`,
  )
  if (maxTime <= now) throw new StaleBounds('it has expired')
  if (maxTime - now < BigInt(limits.minValiditySeconds)) {
    throw new StaleBounds(`it expires in ${maxTime - now} seconds, fewer than ${limits.minValiditySeconds}`)
  }
  return Number(maxTime)
}

function checkFee(tx: xdr.Transaction, limits: VerificationLimits): void {
  demand(tx.ext.type === 'sorobanData', 'it carries no resource data, which a contract call needs')
  const { resourceFee } = tx.ext.sorobanData
  const fee = BigInt(tx.fee)
  demand(fee <= limits.feeCapStroops, `its fee of ${fee} stroops is over the cap of ${limits.feeCapStroops}`)
  demand(resourceFee >= 0n && resourceFee <= fee, `its resource fee of ${resourceFee} stroops does not fit its fee`)
}

function checkOperationSource(operation: xdr.Operation, source: string): void {
  if (operation.sourceAccount === null) return
  const operationSource = encodeMuxedAccountToAddress(operation.sourceAccount)
  demand(operationSource === source, `the operation acts for ${operationSource} instead of ${source}`)
}

function derivedContractId(expectation: Expectation, invoked: xdr.InvokeContractArgs): string | null {
  const index = expectation.call.args.findIndex((argument) => argument.value === 'any_32_bytes')
  if (index < 0) return null
  const salt = invoked.args[index]
  demand(salt?.type === 'scvBytes', 'the salt is not 32 bytes')
  return deriveContractId(expectation.passphrase, expectation.call.contractId, salt.bytes.toBytes())
}
