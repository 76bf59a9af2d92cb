import { xdr } from '@stellar/stellar-sdk'
import { writeAccount } from '../account.ts'
import { requireAccount } from '../reserves.ts'
import { inner } from '../results.ts'
import type { OperationRule } from './operationRule.ts'

const Result = xdr.BumpSequenceResult
const result = (value: xdr.BumpSequenceResult): xdr.OperationResult => inner(xdr.OperationResultTr.bumpSequence(value))

/** Raises the account's sequence number; a lower one than it has changes nothing. */
export function bumpSequenceRule({ bumpTo }: xdr.BumpSequenceOp): OperationRule {
  const success = result(Result.bumpSequenceSuccess())
  return {
    threshold: 'low',
    success,
    check: () => (bumpTo < 0n ? result(Result.bumpSequenceBadSeq()) : undefined),
    apply: ({ overlay, source, at }) => {
      const account = requireAccount(overlay, source)
      if (bumpTo > account.sequence) {
        writeAccount(overlay, {
          ...account,
          sequence: bumpTo,
          sequenceLedger: at.sequence,
          sequenceTimeSeconds: BigInt(at.closeTimeSeconds),
        })
      }
      return success
    },
  }
}
