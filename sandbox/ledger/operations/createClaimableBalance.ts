import { type Asset, xdr } from '@stellar/stellar-sdk'
import { accountId } from '../../xdr/addresses.ts'
import { xdrHash, xdrText } from '../../xdr/encode.ts'
import { readAccount } from '../account.ts'
import { claimableBalanceAddress, moveEvent } from '../assetEvents.ts'
import { isWellFormed, withAbsoluteTimes } from '../claimPredicate.ts'
import { AUTH_CLAWBACK_FLAG, TRUSTLINE_CLAWBACK_FLAG } from '../constants.ts'
import { claimableBalanceKey } from '../keys.ts'
import { ledgerEntry } from '../ledgerEntry.ts'
import { assetOf } from '../network.ts'
import { takeOwnerlessReserves } from '../reserves.ts'
import { inner } from '../results.ts'
import { readTrustline } from '../trustline.ts'
import { type SendRefusal, sendAsset } from './assetBalance.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.CreateClaimableBalanceResult
const result = (value: xdr.CreateClaimableBalanceResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.createClaimableBalance(value))

const NO_BALANCE = xdr.ClaimableBalanceId.claimableBalanceIdTypeV0(new Uint8Array(32))
const CLAWBACK_ENABLED = 1

const SENDING: Record<SendRefusal, xdr.CreateClaimableBalanceResult> = {
  noTrust: Result.createClaimableBalanceNoTrust(),
  notAuthorized: Result.createClaimableBalanceNotAuthorized(),
  underfunded: Result.createClaimableBalanceUnderfunded(),
}

/** Sets an amount aside for whoever of the claimants comes first. */
export function createClaimableBalanceRule(operation: xdr.CreateClaimableBalanceOp): OperationRule {
  return {
    threshold: 'medium',
    success: result(Result.createClaimableBalanceSuccess(NO_BALANCE)),
    check: () => (isMalformed(operation) ? result(Result.createClaimableBalanceMalformed()) : undefined),
    apply: (context) => result(create(context, operation)),
  }
}

function isMalformed({ amount, claimants }: xdr.CreateClaimableBalanceOp): boolean {
  const destinations = new Set(claimants.map(({ v0 }) => xdrText(v0.destination)))
  const isAmbiguous = destinations.size !== claimants.length
  return (
    amount <= 0n || claimants.length === 0 || isAmbiguous || !claimants.every(({ v0 }) => isWellFormed(v0.predicate))
  )
}

function create(context: OperationContext, operation: xdr.CreateClaimableBalanceOp): xdr.CreateClaimableBalanceResult {
  const { overlay, source, network, sponsorships } = context
  const asset = assetOf(operation.asset)
  const unsent = sendAsset(overlay, asset, source, operation.amount)
  if (unsent !== undefined) return SENDING[unsent]
  // One reserve for every claimant, paid by whoever creates the balance or sponsors its creator.
  const sponsor = sponsorships.get(source) ?? source
  if (!takeOwnerlessReserves(overlay, sponsor, operation.claimants.length)) {
    return Result.createClaimableBalanceLowReserve()
  }
  const balanceId = balanceIdOf(context)
  const entry = balanceEntry(context, operation, balanceId)
  const data = xdr.LedgerEntryData.claimableBalance(entry)
  overlay.put(claimableBalanceKey(balanceId), ledgerEntry(overlay.ledgerSequence, data, sponsor))
  const to = claimableBalanceAddress(balanceId)
  context.events.push(moveEvent(network, { asset, from: source, to, amountStroops: operation.amount }))
  return Result.createClaimableBalanceSuccess(balanceId)
}

/** The network names a balance after the operation that created it, under the account whose sequence number it used. */
function balanceIdOf({ frame, index }: OperationContext): xdr.ClaimableBalanceId {
  const operationId = new xdr.HashIdPreimageOperationId({
    sourceAccount: accountId(frame.source),
    seqNum: frame.inner.seqNum,
    opNum: index,
  })
  const preimage = xdr.HashIdPreimage.envelopeTypeOpId(operationId)
  return xdr.ClaimableBalanceId.claimableBalanceIdTypeV0(xdrHash(preimage))
}

function balanceEntry(
  context: OperationContext,
  operation: xdr.CreateClaimableBalanceOp,
  balanceId: xdr.ClaimableBalanceId,
): xdr.ClaimableBalanceEntry {
  const closeTime = BigInt(context.at.closeTimeSeconds)
  const claimants = operation.claimants.map(({ v0: { destination, predicate } }) =>
    xdr.Claimant.claimantTypeV0(
      new xdr.ClaimantV0({ destination, predicate: withAbsoluteTimes(predicate, closeTime) }),
    ),
  )
  const { asset, amount } = operation
  return new xdr.ClaimableBalanceEntry({
    balanceId,
    claimants,
    asset,
    amount,
    ext: canBeClawedBack(context, assetOf(asset)) ? clawbackExtension() : xdr.ClaimableBalanceEntryExt.v0(),
  })
}

function canBeClawedBack({ overlay, source }: OperationContext, asset: Asset): boolean {
  if (asset.isNative()) return false
  if (asset.getIssuer() === source) return ((readAccount(overlay, source)?.flags ?? 0) & AUTH_CLAWBACK_FLAG) !== 0
  return ((readTrustline(overlay, source, asset)?.flags ?? 0) & TRUSTLINE_CLAWBACK_FLAG) !== 0
}

function clawbackExtension(): xdr.ClaimableBalanceEntryExt {
  const ext = xdr.ClaimableBalanceEntryExtensionV1Ext.v0()
  return xdr.ClaimableBalanceEntryExt.v1(new xdr.ClaimableBalanceEntryExtensionV1({ ext, flags: CLAWBACK_ENABLED }))
}
