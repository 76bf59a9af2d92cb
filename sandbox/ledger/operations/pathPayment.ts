import { type Asset, xdr } from '@stellar/stellar-sdk'
import { accountId } from '../../xdr/addresses.ts'
import { readAccount } from '../account.ts'
import { destinationTag, moveEvent } from '../assetEvents.ts'
import { assetOf } from '../network.ts'
import { addressOfMuxed, muxedIdOf } from '../transactionFrame.ts'
import type { ReceiveRefusal, SendRefusal } from './assetBalance.ts'
import type { OperationContext } from './operationRule.ts'

/** How a path payment can fail, whichever side of it is fixed. */
export type PathRefusal =
  | ReceiveRefusal
  | 'noDestination'
  | 'tooFewOffers'
  | 'outsideLimit'
  | 'sourceNoTrust'
  | 'sourceNotAuthorized'
  | 'underfunded'

/** A sender's refusal under the name it has beside a receiver's. */
export const SENDER_REFUSALS: Record<SendRefusal, PathRefusal> = {
  noTrust: 'sourceNoTrust',
  notAuthorized: 'sourceNotAuthorized',
  underfunded: 'underfunded',
}

/** Nobody offers anything on this network, so only a path that never leaves one asset leads anywhere. */
export function leavesAsset(sent: Asset, path: readonly xdr.Asset[], received: Asset): boolean {
  return [...path.map(assetOf), received].some((asset) => !asset.equals(sent))
}

/** Whether the account that is to be paid exists. */
export function destinationExists(context: OperationContext, destination: xdr.MuxedAccount): boolean {
  return readAccount(context.overlay, addressOfMuxed(destination)) !== undefined
}

/** The event of what arrived; a conversion on the way would have left events of its own before it. */
export function emitArrival(
  context: OperationContext,
  destination: xdr.MuxedAccount,
  asset: Asset,
  amountStroops: bigint,
): void {
  const tag = destinationTag(muxedIdOf(destination), context.frame.inner.memo)
  const move = { asset, from: context.source, to: addressOfMuxed(destination), amountStroops, destinationTag: tag }
  context.events.push(moveEvent(context.network, move))
}

/** What a path payment reports as paid to its destination. */
export function arrival(
  destination: xdr.MuxedAccount,
  asset: xdr.Asset,
  amountStroops: bigint,
): xdr.SimplePaymentResult {
  return new xdr.SimplePaymentResult({
    destination: accountId(addressOfMuxed(destination)),
    asset,
    amount: amountStroops,
  })
}
