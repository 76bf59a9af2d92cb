import { Asset, xdr } from '@stellar/stellar-sdk'
import { type Account, readAccount, writeAccount } from '../account.ts'
import { destinationTag, moveEvent } from '../assetEvents.ts'
import { AUTH_IMMUTABLE_FLAG, MAX_INT64 } from '../constants.ts'
import { accountKey } from '../keys.ts'
import {
  requireAccount,
  returnOwnerlessReserves,
  returnSubentryReserve,
  SPONSORED_ACCOUNT_RESERVES,
} from '../reserves.ts'
import { inner } from '../results.ts'
import { addressOfMuxed, muxedIdOf } from '../transactionFrame.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.AccountMergeResult
const result = (value: xdr.AccountMergeResult): xdr.OperationResult => inner(xdr.OperationResultTr.accountMerge(value))

/** Gives all XLM of an account to another one and removes it. */
export function accountMergeRule(destination: xdr.MuxedAccount): OperationRule {
  return {
    threshold: 'high',
    success: result(Result.accountMergeSuccess(0n)),
    check: (source) => (addressOfMuxed(destination) === source ? result(Result.accountMergeMalformed()) : undefined),
    apply: (context) => result(merge(context, destination)),
  }
}

function merge(context: OperationContext, destination: xdr.MuxedAccount): xdr.AccountMergeResult {
  const { overlay, source, network, frame } = context
  const to = addressOfMuxed(destination)
  if (readAccount(overlay, to) === undefined) return Result.accountMergeNoAccount()
  const merged = requireAccount(overlay, source)
  const refusal = refusalOf(context, merged)
  if (refusal !== undefined) return refusal
  for (const signer of merged.signers) returnSubentryReserve(overlay, source, signer.sponsor)
  const receiver = requireAccount(overlay, to)
  const amountStroops = merged.balanceStroops
  if (receiver.balanceStroops > MAX_INT64 - amountStroops) return Result.accountMergeDestFull()
  writeAccount(overlay, { ...receiver, balanceStroops: receiver.balanceStroops + amountStroops })
  if (merged.sponsor !== undefined) returnOwnerlessReserves(overlay, merged.sponsor, SPONSORED_ACCOUNT_RESERVES)
  overlay.remove(accountKey(source))
  const tag = destinationTag(muxedIdOf(destination), frame.inner.memo)
  const move = { asset: Asset.native(), from: source, to, amountStroops, destinationTag: tag }
  context.events.push(moveEvent(network, move))
  return Result.accountMergeSuccess(amountStroops)
}

/** In the network's order. */
function refusalOf({ at, sponsorships }: OperationContext, account: Account): xdr.AccountMergeResult | undefined {
  if ((account.flags & AUTH_IMMUTABLE_FLAG) !== 0) return Result.accountMergeImmutableSet()
  if (account.subentries !== account.signers.length) return Result.accountMergeHasSubEntries()
  // A new account of the same address starts with this ledger's numbers: no old transaction may fit it again.
  if (account.sequence >= BigInt(at.sequence) << 32n) return Result.accountMergeSeqnumTooFar()
  const isSponsoring = account.sponsoringReserves > 0 || [...sponsorships.values()].includes(account.address)
  if (isSponsoring || sponsorships.has(account.address)) return Result.accountMergeIsSponsor()
  return undefined
}
