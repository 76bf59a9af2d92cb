import { xdr } from '@stellar/stellar-sdk'
import { assetOf } from '../network.ts'
import { inner } from '../results.ts'
import { addressOfMuxed } from '../transactionFrame.ts'
import { receiveAsset, sendAsset } from './assetBalance.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'
import {
  arrival,
  destinationExists,
  emitArrival,
  leavesAsset,
  type PathRefusal,
  SENDER_REFUSALS,
} from './pathPayment.ts'

const Result = xdr.PathPaymentStrictSendResult
const result = (value: xdr.PathPaymentStrictSendResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.pathPaymentStrictSend(value))

const REFUSALS: Record<PathRefusal, xdr.PathPaymentStrictSendResult> = {
  noDestination: Result.pathPaymentStrictSendNoDestination(),
  noTrust: Result.pathPaymentStrictSendNoTrust(),
  notAuthorized: Result.pathPaymentStrictSendNotAuthorized(),
  lineFull: Result.pathPaymentStrictSendLineFull(),
  tooFewOffers: Result.pathPaymentStrictSendTooFewOffers(),
  outsideLimit: Result.pathPaymentStrictSendUnderDestmin(),
  sourceNoTrust: Result.pathPaymentStrictSendSrcNoTrust(),
  sourceNotAuthorized: Result.pathPaymentStrictSendSrcNotAuthorized(),
  underfunded: Result.pathPaymentStrictSendUnderfunded(),
}

/** Sends an exact amount along a path. */
export function pathPaymentStrictSendRule(operation: xdr.PathPaymentStrictSendOp): OperationRule {
  const { destination, destAsset, sendAmount, destMin } = operation
  const last = arrival(destination, destAsset, sendAmount)
  const paid = new xdr.PathPaymentStrictSendResultSuccess({ offers: [], last })
  const success = result(Result.pathPaymentStrictSendSuccess(paid))
  return {
    threshold: 'medium',
    success,
    check: () => (sendAmount <= 0n || destMin <= 0n ? result(Result.pathPaymentStrictSendMalformed()) : undefined),
    apply: (context) => {
      const refusal = pay(context, operation)
      return refusal === undefined ? success : result(REFUSALS[refusal])
    },
  }
}

/** In the network's order: who pays, then the path from its beginning, then who is paid. */
function pay(context: OperationContext, operation: xdr.PathPaymentStrictSendOp): PathRefusal | undefined {
  const { destination, sendAmount, destMin } = operation
  const sent = assetOf(operation.sendAsset)
  const asset = assetOf(operation.destAsset)
  if (!destinationExists(context, destination)) return 'noDestination'
  const unsent = sendAsset(context.overlay, sent, context.source, sendAmount)
  if (unsent !== undefined) return SENDER_REFUSALS[unsent]
  if (leavesAsset(sent, operation.path, asset)) return 'tooFewOffers'
  if (sendAmount < destMin) return 'outsideLimit'
  const unreceived = receiveAsset(context.overlay, asset, addressOfMuxed(destination), sendAmount)
  if (unreceived !== undefined) return unreceived
  emitArrival(context, destination, asset, sendAmount)
  return undefined
}
