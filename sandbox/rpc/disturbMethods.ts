import { BrokenAnswer } from '../faults/brokenAnswer.ts'
import type { FaultName } from '../faults/catalogue.ts'
import type { FaultBook, Subject } from '../faults/faultBook.ts'
import { subjectOfEnvelope, subjectOfFrame } from '../faults/subject.ts'
import { chargedFeeStroops, inclusionBidStroops, resourceFeeStroops } from '../ledger/fees.ts'
import { outerRefusal, transactionResult } from '../ledger/results.ts'
import type { TransactionFrame } from '../ledger/transactionFrame.ts'
import { createLookupFaults } from './lookupFaults.ts'
import type { RpcContext, RpcMethod } from './method.ts'
import { lookUpTransaction } from './methods/getTransaction.ts'
import { type SendAnswer, sendAnswer, submitFrame, submittedFrame } from './methods/sendTransaction.ts'
import { simulateTransaction } from './methods/simulateTransaction.ts'

type Methods = ReadonlyMap<string, RpcMethod>

/** The same methods on a server where single calls go wrong, as the book of faults says. */
export function disturbMethods(methods: Methods, context: RpcContext, book: FaultBook): Methods {
  const lookups = createLookupFaults(context, book)
  return new Map<string, RpcMethod>([
    ...methods,
    [
      'sendTransaction',
      (params) => {
        const frame = submittedFrame(context, params)
        const subject = subjectOfFrame(context.chain, frame)
        lookups.remember(frame, subject)
        return submitWith(book.take('submit', subject), frame, context)
      },
    ],
    ['getTransaction', (params) => lookups.answer(lookUpTransaction(context, params))],
    [
      'simulateTransaction',
      (params) => {
        const subject = simulatedSubject(context, params)
        if (subject !== undefined && book.take('simulate', subject) !== undefined) throw new BrokenAnswer('unavailable')
        return simulateTransaction(context, params)
      },
    ],
  ])
}

function submitWith(fault: FaultName | undefined, frame: TransactionFrame, context: RpcContext): SendAnswer {
  const send = () => submitFrame(context, frame)
  const say = (status: SendAnswer['status']) => sendAnswer(context, { status, hash: frame.hashHex })
  switch (fault) {
    case 'tryAgainLater':
      return say('TRY_AGAIN_LATER')
    case 'dropped':
      return say('PENDING')
    case 'duplicate': {
      const truth = send()
      return truth.status === 'PENDING' ? say('DUPLICATE') : truth
    }
    case 'lostAnswerBefore':
      throw new BrokenAnswer('close')
    case 'submitServerError':
      throw new BrokenAnswer('unavailable')
    case 'lostAnswerAfter':
      send()
      throw new BrokenAnswer('close')
    case 'submitHangs':
      send()
      throw new BrokenAnswer('hang')
    case 'submitHangsBefore':
      throw new BrokenAnswer('hang')
    case 'feeSurge': {
      // One stroop more than was bid: the network names the fee that would do.
      const required = inclusionBidStroops(frame) + 1n + resourceFeeStroops(frame)
      return sendAnswer(context, {
        status: 'ERROR',
        hash: frame.hashHex,
        errorResult: outerRefusal('txInsufficientFee', required),
      })
    }
    case 'badSequence': {
      const errorResult = transactionResult(frame, { kind: 'code', code: 'txBadSeq' }, chargedFeeStroops(frame))
      return sendAnswer(context, { status: 'ERROR', hash: frame.hashHex, errorResult })
    }
    default:
      return send()
  }
}

function simulatedSubject({ chain }: RpcContext, params: unknown): Subject | undefined {
  const envelopeXdr = (params as { transaction?: unknown }).transaction
  return typeof envelopeXdr === 'string' ? subjectOfEnvelope(chain, envelopeXdr) : undefined
}
