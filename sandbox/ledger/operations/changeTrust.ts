import { Asset, xdr } from '@stellar/stellar-sdk'
import { readAccount } from '../account.ts'
import {
  AUTH_CLAWBACK_FLAG,
  AUTH_REQUIRED_FLAG,
  TRUSTLINE_AUTHORIZED_FLAG,
  TRUSTLINE_CLAWBACK_FLAG,
} from '../constants.ts'
import { trustlineKey } from '../keys.ts'
import { returnSubentryReserve, takeSubentryReserve } from '../reserves.ts'
import { inner } from '../results.ts'
import { readTrustline, type Trustline, writeTrustline } from '../trustline.ts'
import type { OperationContext, OperationRule } from './operationRule.ts'

const result = (value: xdr.ChangeTrustResult): xdr.OperationResult => inner(xdr.OperationResultTr.changeTrust(value))

/** Opens, changes or (limit zero) closes a trustline. */
export function changeTrustRule(operation: xdr.ChangeTrustOp): OperationRule {
  const success = result(xdr.ChangeTrustResult.changeTrustSuccess())
  const asset = issuedAsset(operation.line)
  return {
    threshold: 'medium',
    success,
    check: (source) => {
      if (asset === undefined || operation.limit < 0n) return result(xdr.ChangeTrustResult.changeTrustMalformed())
      return asset.getIssuer() === source ? result(xdr.ChangeTrustResult.changeTrustMalformed()) : undefined
    },
    apply: (context) => {
      if (asset === undefined) return result(xdr.ChangeTrustResult.changeTrustMalformed())
      return changeTrust(context, asset, operation.limit) ?? success
    },
  }
}

/** Pool shares and XLM have no trustlines here. */
function issuedAsset(line: xdr.ChangeTrustAsset): Asset | undefined {
  switch (line.type) {
    case 'assetTypeCreditAlphanum4':
      return Asset.fromOperation(xdr.Asset.assetTypeCreditAlphanum4(line.alphaNum4))
    case 'assetTypeCreditAlphanum12':
      return Asset.fromOperation(xdr.Asset.assetTypeCreditAlphanum12(line.alphaNum12))
    default:
      return undefined
  }
}

function changeTrust(context: OperationContext, asset: Asset, limitStroops: bigint): xdr.OperationResult | undefined {
  const line = readTrustline(context.overlay, context.source, asset)
  if (line === undefined) return openTrustline(context, asset, limitStroops)
  if (limitStroops < line.balanceStroops) return result(xdr.ChangeTrustResult.changeTrustInvalidLimit())
  if (limitStroops === 0n) return closeTrustline(context, line)
  if (!issuerExists(context, asset)) return result(xdr.ChangeTrustResult.changeTrustNoIssuer())
  writeTrustline(context.overlay, { ...line, limitStroops })
  return undefined
}

function openTrustline(context: OperationContext, asset: Asset, limitStroops: bigint): xdr.OperationResult | undefined {
  const { overlay, source, sponsorships } = context
  if (limitStroops === 0n) return result(xdr.ChangeTrustResult.changeTrustInvalidLimit())
  if (!issuerExists(context, asset)) return result(xdr.ChangeTrustResult.changeTrustNoIssuer())
  const sponsor = sponsorships.get(source)
  const reserve = takeSubentryReserve(overlay, source, sponsor)
  if (reserve === 'tooManySubentries') return xdr.OperationResult.opTooManySubentries()
  if (reserve === 'lowReserve') return result(xdr.ChangeTrustResult.changeTrustLowReserve())
  const issuer = readAccount(overlay, asset.getIssuer() ?? '')
  const rules = issuer?.flags ?? 0
  const authorized = (rules & AUTH_REQUIRED_FLAG) !== 0 ? 0 : TRUSTLINE_AUTHORIZED_FLAG
  const clawback = (rules & AUTH_CLAWBACK_FLAG) !== 0 ? TRUSTLINE_CLAWBACK_FLAG : 0
  const flags = authorized | clawback
  writeTrustline(overlay, { address: source, asset, balanceStroops: 0n, limitStroops, flags, sponsor })
  return undefined
}

function closeTrustline(context: OperationContext, line: Trustline): undefined {
  context.overlay.remove(trustlineKey(line.address, line.asset))
  returnSubentryReserve(context.overlay, line.address, line.sponsor)
}

function issuerExists(context: OperationContext, asset: Asset): boolean {
  return readAccount(context.overlay, asset.getIssuer() ?? '') !== undefined
}
