import { type Asset, xdr } from '@stellar/stellar-sdk'
import { readAccount, writeAccount } from '../account.ts'
import { destinationTag, moveEvent } from '../assetEvents.ts'
import { MAX_INT64 } from '../constants.ts'
import { assetOf } from '../network.ts'
import { requireAccount, spendableStroops } from '../reserves.ts'
import { inner } from '../results.ts'
import { addressOfMuxed, muxedIdOf } from '../transactionFrame.ts'
import { isAuthorized, readTrustline, writeTrustline } from '../trustline.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const result = (value: xdr.PaymentResult): xdr.OperationResult => inner(xdr.OperationResultTr.payment(value))

/** Pays XLM or an issued asset to an account. */
export function paymentRule(operation: xdr.PaymentOp): OperationRule {
  const success = result(xdr.PaymentResult.paymentSuccess())
  return {
    threshold: 'medium',
    success,
    check: () => (operation.amount <= 0n ? result(xdr.PaymentResult.paymentMalformed()) : undefined),
    apply: (context) => {
      const refusal = pay(context, operation)
      return refusal === undefined ? success : result(refusal)
    },
  }
}

interface Payment {
  readonly asset: Asset
  readonly from: string
  readonly to: string
  readonly amountStroops: bigint
}

function pay(context: OperationContext, operation: xdr.PaymentOp): xdr.PaymentResult | undefined {
  const payment: Payment = {
    asset: assetOf(operation.asset),
    from: context.source,
    to: addressOfMuxed(operation.destination),
    amountStroops: operation.amount,
  }
  if (readAccount(context.overlay, payment.to) === undefined) return xdr.PaymentResult.paymentNoDestination()
  const refusal = payment.asset.isNative() ? payNative(context, payment) : payCredit(context, payment)
  if (refusal !== undefined) return refusal
  const tag = destinationTag(muxedIdOf(operation.destination), context.frame.inner.memo)
  context.events.push(moveEvent(context.network, { ...payment, destinationTag: tag }))
  return undefined
}

function payNative(context: OperationContext, payment: Payment): xdr.PaymentResult | undefined {
  const { overlay } = context
  const { from, to, amountStroops } = payment
  const payer = requireAccount(overlay, from)
  if (spendableStroops(payer) < amountStroops) return xdr.PaymentResult.paymentUnderfunded()
  writeAccount(overlay, { ...payer, balanceStroops: payer.balanceStroops - amountStroops })
  const receiver = requireAccount(overlay, to)
  if (receiver.balanceStroops > MAX_INT64 - amountStroops) return xdr.PaymentResult.paymentLineFull()
  writeAccount(overlay, { ...receiver, balanceStroops: receiver.balanceStroops + amountStroops })
  return undefined
}

/** The receiving side is checked first, as the network does. */
function payCredit(context: OperationContext, payment: Payment): xdr.PaymentResult | undefined {
  return receiveCredit(context, payment) ?? sendCredit(context, payment)
}

function receiveCredit(context: OperationContext, payment: Payment): xdr.PaymentResult | undefined {
  const { asset, to, amountStroops } = payment
  if (to === asset.getIssuer()) return undefined
  const line = readTrustline(context.overlay, to, asset)
  if (line === undefined) return xdr.PaymentResult.paymentNoTrust()
  if (!isAuthorized(line)) return xdr.PaymentResult.paymentNotAuthorized()
  if (line.balanceStroops > line.limitStroops - amountStroops) return xdr.PaymentResult.paymentLineFull()
  writeTrustline(context.overlay, { ...line, balanceStroops: line.balanceStroops + amountStroops })
  return undefined
}

function sendCredit(context: OperationContext, payment: Payment): xdr.PaymentResult | undefined {
  const { asset, from, amountStroops } = payment
  if (from === asset.getIssuer()) return undefined
  const line = readTrustline(context.overlay, from, asset)
  if (line === undefined) return xdr.PaymentResult.paymentSrcNoTrust()
  if (!isAuthorized(line)) return xdr.PaymentResult.paymentSrcNotAuthorized()
  if (line.balanceStroops < amountStroops) return xdr.PaymentResult.paymentUnderfunded()
  writeTrustline(context.overlay, { ...line, balanceStroops: line.balanceStroops - amountStroops })
  return undefined
}
