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

const Result = xdr.PathPaymentStrictReceiveResult
const result = (value: xdr.PathPaymentStrictReceiveResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.pathPaymentStrictReceive(value))

const REFUSALS: Record<PathRefusal, xdr.PathPaymentStrictReceiveResult> = {
  noDestination: Result.pathPaymentStrictReceiveNoDestination(),
  noTrust: Result.pathPaymentStrictReceiveNoTrust(),
  notAuthorized: Result.pathPaymentStrictReceiveNotAuthorized(),
  lineFull: Result.pathPaymentStrictReceiveLineFull(),
  tooFewOffers: Result.pathPaymentStrictReceiveTooFewOffers(),
  outsideLimit: Result.pathPaymentStrictReceiveOverSendmax(),
  sourceNoTrust: Result.pathPaymentStrictReceiveSrcNoTrust(),
  sourceNotAuthorized: Result.pathPaymentStrictReceiveSrcNotAuthorized(),
  underfunded: Result.pathPaymentStrictReceiveUnderfunded(),
}

/** Pays an exact amount at the end of a path. */
export function pathPaymentStrictReceiveRule(operation: xdr.PathPaymentStrictReceiveOp): OperationRule {
  const { destination, destAsset, destAmount, sendMax } = operation
  const last = arrival(destination, destAsset, destAmount)
  const paid = new xdr.PathPaymentStrictReceiveResultSuccess({ offers: [], last })
  const success = result(Result.pathPaymentStrictReceiveSuccess(paid))
  return {
    threshold: 'medium',
    success,
    check: () => (destAmount <= 0n || sendMax <= 0n ? result(Result.pathPaymentStrictReceiveMalformed()) : undefined),
    apply: (context) => {
      const refusal = pay(context, operation)
      return refusal === undefined ? success : result(REFUSALS[refusal])
    },
  }
}

/** In the network's order: who is paid, then the path from its end, then who pays. */
function pay(context: OperationContext, operation: xdr.PathPaymentStrictReceiveOp): PathRefusal | undefined {
  const { destination, destAmount, sendMax } = operation
  const asset = assetOf(operation.destAsset)
  const sent = assetOf(operation.sendAsset)
  if (!destinationExists(context, destination)) return 'noDestination'
  const unreceived = receiveAsset(context.overlay, asset, addressOfMuxed(destination), destAmount)
  if (unreceived !== undefined) return unreceived
  if (leavesAsset(sent, operation.path, asset)) return 'tooFewOffers'
  if (destAmount > sendMax) return 'outsideLimit'
  const unsent = sendAsset(context.overlay, sent, context.source, destAmount)
  if (unsent !== undefined) return SENDER_REFUSALS[unsent]
  emitArrival(context, destination, asset, destAmount)
  return undefined
}
