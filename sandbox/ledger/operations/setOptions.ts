import { StrKey, xdr } from '@stellar/stellar-sdk'
import { type Account, writeAccount } from '../account.ts'
import { MAX_SIGNERS } from '../constants.ts'
import { requireAccount, returnSubentryReserve, takeSubentryReserve } from '../reserves.ts'
import { inner } from '../results.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.SetOptionsResult
const result = (value: xdr.SetOptionsResult): xdr.OperationResult => inner(xdr.OperationResultTr.setOptions(value))

const ALL_FLAGS = 0b1111
const IMMUTABLE_FLAG = 0b100
const MAX_WEIGHT = 255

/** Changes thresholds, signers, flags or the home domain. */
export function setOptionsRule(operation: xdr.SetOptionsOp): OperationRule {
  const success = result(Result.setOptionsSuccess())
  return {
    threshold: changesSigning(operation) ? 'high' : 'medium',
    success,
    check: (source) => {
      const refusal = shapeRefusal(operation, source)
      return refusal === undefined ? undefined : result(refusal)
    },
    apply: (context) => applyAccountOptions(context, operation) ?? applySigner(context, operation.signer) ?? success,
  }
}

function changesSigning(operation: xdr.SetOptionsOp): boolean {
  const { masterWeight, lowThreshold, medThreshold, highThreshold, signer } = operation
  return [masterWeight, lowThreshold, medThreshold, highThreshold, signer].some((value) => value !== null)
}

function shapeRefusal(operation: xdr.SetOptionsOp, source: string): xdr.SetOptionsResult | undefined {
  const { setFlags, clearFlags, signer } = operation
  if (((setFlags ?? 0) | (clearFlags ?? 0)) > ALL_FLAGS) return Result.setOptionsUnknownFlag()
  if (((setFlags ?? 0) & (clearFlags ?? 0)) !== 0) return Result.setOptionsBadFlags()
  const weights = [operation.masterWeight, operation.lowThreshold, operation.medThreshold, operation.highThreshold]
  if (weights.some((weight) => (weight ?? 0) > MAX_WEIGHT)) return Result.setOptionsThresholdOutOfRange()
  if (operation.inflationDest !== null) return Result.setOptionsInvalidInflation()
  if (signer === null) return undefined
  // Only key signers exist here; pre-authorised transactions and hash signers are refused.
  if (signer.key.type !== 'signerKeyTypeEd25519' || signer.weight > MAX_WEIGHT) return Result.setOptionsBadSigner()
  return signerAddress(signer.key) === source ? Result.setOptionsBadSigner() : undefined
}

function signerAddress(key: xdr.SignerKey): string {
  return key.type === 'signerKeyTypeEd25519' ? StrKey.encodeEd25519PublicKey(key.ed25519.toBytes()) : ''
}

function applyAccountOptions(context: OperationContext, operation: xdr.SetOptionsOp): xdr.OperationResult | undefined {
  const account = requireAccount(context.overlay, context.source)
  const changesFlags = operation.setFlags !== null || operation.clearFlags !== null
  if (changesFlags && (account.flags & IMMUTABLE_FLAG) !== 0) return result(Result.setOptionsCantChange())
  const { thresholds } = account
  writeAccount(context.overlay, {
    ...account,
    flags: (account.flags & ~(operation.clearFlags ?? 0)) | (operation.setFlags ?? 0),
    homeDomain: operation.homeDomain ?? account.homeDomain,
    thresholds: {
      masterWeight: operation.masterWeight ?? thresholds.masterWeight,
      low: operation.lowThreshold ?? thresholds.low,
      medium: operation.medThreshold ?? thresholds.medium,
      high: operation.highThreshold ?? thresholds.high,
    },
  })
  return undefined
}

function applySigner(context: OperationContext, signer: xdr.Signer | null): xdr.OperationResult | undefined {
  if (signer === null) return undefined
  const address = signerAddress(signer.key)
  const account = requireAccount(context.overlay, context.source)
  const known = account.signers.find((existing) => existing.address === address)
  if (signer.weight === 0) return known === undefined ? undefined : removeSigner(context, account, address)
  if (known === undefined) return addSigner(context, account, address, signer.weight)
  const signers = account.signers.map((existing) =>
    existing.address === address ? { ...existing, weight: signer.weight } : existing,
  )
  writeAccount(context.overlay, { ...account, signers })
  return undefined
}

function addSigner(
  context: OperationContext,
  account: Account,
  address: string,
  weight: number,
): xdr.OperationResult | undefined {
  if (account.signers.length >= MAX_SIGNERS) return result(Result.setOptionsTooManySigners())
  const sponsor = context.sponsorships.get(account.address)
  const reserve = takeSubentryReserve(context.overlay, account.address, sponsor)
  if (reserve === 'tooManySubentries') return xdr.OperationResult.opTooManySubentries()
  if (reserve === 'lowReserve') return result(Result.setOptionsLowReserve())
  const grown = requireAccount(context.overlay, account.address)
  // Signers are kept in the order of their keys, as the network stores them.
  const signers = [...grown.signers, { address, weight, sponsor }].sort((left, right) =>
    Buffer.compare(rawKey(left.address), rawKey(right.address)),
  )
  writeAccount(context.overlay, { ...grown, signers })
  return undefined
}

function removeSigner(context: OperationContext, account: Account, address: string): undefined {
  const removed = account.signers.find((signer) => signer.address === address)
  writeAccount(context.overlay, {
    ...account,
    signers: account.signers.filter((signer) => signer.address !== address),
  })
  returnSubentryReserve(context.overlay, account.address, removed?.sponsor)
}

function rawKey(address: string): Uint8Array {
  return StrKey.decodeEd25519PublicKey(address)
}
