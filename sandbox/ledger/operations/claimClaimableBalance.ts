import { xdr } from '@stellar/stellar-sdk'
import { addressOf } from '../account.ts'
import { claimableBalanceAddress, destinationTag, moveEvent } from '../assetEvents.ts'
import { isFulfilled } from '../claimPredicate.ts'
import { claimableBalanceKey } from '../keys.ts'
import { sponsorOf } from '../ledgerEntry.ts'
import { assetOf } from '../network.ts'
import { returnOwnerlessReserves } from '../reserves.ts'
import { inner } from '../results.ts'
import { muxedIdOf } from '../transactionFrame.ts'
import { type ReceiveRefusal, receiveAsset } from './assetBalance.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.ClaimClaimableBalanceResult
const result = (value: xdr.ClaimClaimableBalanceResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.claimClaimableBalance(value))

const RECEIVING: Record<ReceiveRefusal, xdr.ClaimClaimableBalanceResult> = {
  noTrust: Result.claimClaimableBalanceNoTrust(),
  notAuthorized: Result.claimClaimableBalanceNotAuthorized(),
  lineFull: Result.claimClaimableBalanceLineFull(),
}

/** Takes what was set aside for the source. */
export function claimClaimableBalanceRule({ balanceId }: xdr.ClaimClaimableBalanceOp): OperationRule {
  const success = result(Result.claimClaimableBalanceSuccess())
  return {
    threshold: 'low',
    success,
    check: () => undefined,
    apply: (context) => {
      const refusal = claim(context, balanceId)
      return refusal === undefined ? success : result(refusal)
    },
  }
}

function claim(
  context: OperationContext,
  balanceId: xdr.ClaimableBalanceId,
): xdr.ClaimClaimableBalanceResult | undefined {
  const { overlay, source, network } = context
  const key = claimableBalanceKey(balanceId)
  const entry = overlay.get(key)
  if (entry?.data.type !== 'claimableBalance') return Result.claimClaimableBalanceDoesNotExist()
  const { claimants, asset: assetXdr, amount: amountStroops } = entry.data.claimableBalance
  const claimant = claimants.find(({ v0 }) => addressOf(v0.destination) === source)
  const closeTime = BigInt(context.at.closeTimeSeconds)
  if (claimant === undefined || !isFulfilled(claimant.v0.predicate, closeTime)) {
    return Result.claimClaimableBalanceCannotClaim()
  }
  const asset = assetOf(assetXdr)
  const unreceived = receiveAsset(overlay, asset, source, amountStroops)
  if (unreceived !== undefined) return RECEIVING[unreceived]
  overlay.remove(key)
  const sponsor = sponsorOf(entry)
  if (sponsor !== undefined) returnOwnerlessReserves(overlay, sponsor, claimants.length)
  const move = { asset, from: claimableBalanceAddress(balanceId), to: source, amountStroops }
  context.events.push(moveEvent(network, { ...move, destinationTag: claimantTag(context) }))
  return undefined
}

/** The claimant is the destination here, so its own muxed id counts. */
function claimantTag({ operation, frame }: OperationContext): xdr.ScVal | undefined {
  return destinationTag(muxedIdOf(operation.sourceAccount ?? frame.inner.sourceAccount), frame.inner.memo)
}
