import { xdr } from '@stellar/stellar-sdk'
import { readAccount } from '../account.ts'
import { destinationTag, moveEvent } from '../assetEvents.ts'
import { assetOf } from '../network.ts'
import { inner } from '../results.ts'
import { addressOfMuxed, muxedIdOf } from '../transactionFrame.ts'
import { type ReceiveRefusal, receiveAsset, type SendRefusal, sendAsset } from './assetBalance.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.PaymentResult
const result = (value: xdr.PaymentResult): xdr.OperationResult => inner(xdr.OperationResultTr.payment(value))

const RECEIVING: Record<ReceiveRefusal, xdr.PaymentResult> = {
  noTrust: Result.paymentNoTrust(),
  notAuthorized: Result.paymentNotAuthorized(),
  lineFull: Result.paymentLineFull(),
}
const SENDING: Record<SendRefusal, xdr.PaymentResult> = {
  noTrust: Result.paymentSrcNoTrust(),
  notAuthorized: Result.paymentSrcNotAuthorized(),
  underfunded: Result.paymentUnderfunded(),
}

/** Pays XLM or an issued asset to an account. */
export function paymentRule(operation: xdr.PaymentOp): OperationRule {
  const success = result(Result.paymentSuccess())
  return {
    threshold: 'medium',
    success,
    check: () => (operation.amount <= 0n ? result(Result.paymentMalformed()) : undefined),
    apply: (context) => {
      const refusal = pay(context, operation)
      return refusal === undefined ? success : result(refusal)
    },
  }
}

/** The receiving side is checked first, as the network does. */
function pay(context: OperationContext, operation: xdr.PaymentOp): xdr.PaymentResult | undefined {
  const { overlay, source: from, network, frame } = context
  const asset = assetOf(operation.asset)
  const to = addressOfMuxed(operation.destination)
  const amountStroops = operation.amount
  if (readAccount(overlay, to) === undefined) return Result.paymentNoDestination()
  const unreceived = receiveAsset(overlay, asset, to, amountStroops)
  if (unreceived !== undefined) return RECEIVING[unreceived]
  const unsent = sendAsset(overlay, asset, from, amountStroops)
  if (unsent !== undefined) return SENDING[unsent]
  const tag = destinationTag(muxedIdOf(operation.destination), frame.inner.memo)
  context.events.push(moveEvent(network, { asset, from, to, amountStroops, destinationTag: tag }))
  return undefined
}
