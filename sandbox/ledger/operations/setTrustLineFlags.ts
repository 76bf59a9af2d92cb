import { type Asset, xdr } from '@stellar/stellar-sdk'
import { addressOf } from '../account.ts'
import { authorizedEvent } from '../assetEvents.ts'
import {
  AUTH_REVOCABLE_FLAG,
  TRUSTLINE_AUTHORIZED_FLAG,
  TRUSTLINE_CLAWBACK_FLAG,
  TRUSTLINE_MAINTAIN_FLAG,
} from '../constants.ts'
import { assetOf } from '../network.ts'
import { requireAccount } from '../reserves.ts'
import { inner } from '../results.ts'
import { readTrustline, writeTrustline } from '../trustline.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const Result = xdr.SetTrustLineFlagsResult
const result = (value: xdr.SetTrustLineFlagsResult): xdr.OperationResult =>
  inner(xdr.OperationResultTr.setTrustLineFlags(value))

const AUTHORIZATION_FLAGS = TRUSTLINE_AUTHORIZED_FLAG | TRUSTLINE_MAINTAIN_FLAG
const ALL_FLAGS = AUTHORIZATION_FLAGS | TRUSTLINE_CLAWBACK_FLAG

/** Lets an issuer authorise or freeze somebody's trustline. */
export function setTrustLineFlagsRule(operation: xdr.SetTrustLineFlagsOp): OperationRule {
  const success = result(Result.setTrustLineFlagsSuccess())
  return {
    threshold: 'low',
    success,
    check: (source) => (isMalformed(operation, source) ? result(Result.setTrustLineFlagsMalformed()) : undefined),
    apply: (context) => {
      const refusal = setFlags(context, operation)
      return refusal === undefined ? success : result(refusal)
    },
  }
}

function isMalformed(operation: xdr.SetTrustLineFlagsOp, source: string): boolean {
  const { setFlags, clearFlags } = operation
  const asset = assetOf(operation.asset)
  if (asset.isNative() || asset.getIssuer() !== source || addressOf(operation.trustor) === source) return true
  // Clawback can be given up by an issuer, but never be set on a trustline.
  if ((setFlags & ~AUTHORIZATION_FLAGS) !== 0 || (clearFlags & ~ALL_FLAGS) !== 0) return true
  return (setFlags & clearFlags) !== 0 || setFlags === AUTHORIZATION_FLAGS
}

function setFlags(
  context: OperationContext,
  operation: xdr.SetTrustLineFlagsOp,
): xdr.SetTrustLineFlagsResult | undefined {
  const { overlay, network, source } = context
  const takesAway = (operation.clearFlags & AUTHORIZATION_FLAGS) !== 0
  const authorizes = (operation.setFlags & TRUSTLINE_AUTHORIZED_FLAG) !== 0
  const mayRevoke = (requireAccount(overlay, source).flags & AUTH_REVOCABLE_FLAG) !== 0
  if (takesAway && !authorizes && !mayRevoke) return Result.setTrustLineFlagsCantRevoke()
  const asset: Asset = assetOf(operation.asset)
  const trustor = addressOf(operation.trustor)
  const line = readTrustline(overlay, trustor, asset)
  if (line === undefined) return Result.setTrustLineFlagsNoTrustLine()
  const flags = (line.flags & ~operation.clearFlags) | operation.setFlags
  if ((flags & AUTHORIZATION_FLAGS) === AUTHORIZATION_FLAGS) return Result.setTrustLineFlagsInvalidState()
  writeTrustline(overlay, { ...line, flags })
  const isAuthorized = (flags & TRUSTLINE_AUTHORIZED_FLAG) !== 0
  const wasAuthorized = (line.flags & TRUSTLINE_AUTHORIZED_FLAG) !== 0
  if (isAuthorized !== wasAuthorized) context.events.push(authorizedEvent(network, asset, trustor, isAuthorized))
  return undefined
}
