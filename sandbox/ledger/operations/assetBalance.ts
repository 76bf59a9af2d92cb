import type { Asset } from '@stellar/stellar-sdk'
import { writeAccount } from '../account.ts'
import { MAX_INT64 } from '../constants.ts'
import type { Overlay } from '../overlay.ts'
import { requireAccount, spendableStroops } from '../reserves.ts'
import { isAuthorized, readTrustline, writeTrustline } from '../trustline.ts'

/** Why an account cannot take an amount; every operation has codes of its own for these. */
export type ReceiveRefusal = 'noTrust' | 'notAuthorized' | 'lineFull'
/** Why an account cannot give an amount. */
export type SendRefusal = 'noTrust' | 'notAuthorized' | 'underfunded'

/** Adds to what an existing account holds; the issuer of an asset takes any amount back. */
export function receiveAsset(
  overlay: Overlay,
  asset: Asset,
  address: string,
  amountStroops: bigint,
): ReceiveRefusal | undefined {
  if (asset.isNative()) return receiveNative(overlay, address, amountStroops)
  if (address === asset.getIssuer()) return undefined
  const line = readTrustline(overlay, address, asset)
  if (line === undefined) return 'noTrust'
  if (!isAuthorized(line)) return 'notAuthorized'
  if (line.balanceStroops > line.limitStroops - amountStroops) return 'lineFull'
  writeTrustline(overlay, { ...line, balanceStroops: line.balanceStroops + amountStroops })
  return undefined
}

function receiveNative(overlay: Overlay, address: string, amountStroops: bigint): ReceiveRefusal | undefined {
  const account = requireAccount(overlay, address)
  if (account.balanceStroops > MAX_INT64 - amountStroops) return 'lineFull'
  writeAccount(overlay, { ...account, balanceStroops: account.balanceStroops + amountStroops })
  return undefined
}

/** Takes from what an existing account holds; of XLM its minimum balance stays. */
export function sendAsset(
  overlay: Overlay,
  asset: Asset,
  address: string,
  amountStroops: bigint,
): SendRefusal | undefined {
  if (asset.isNative()) return sendNative(overlay, address, amountStroops)
  if (address === asset.getIssuer()) return undefined
  const line = readTrustline(overlay, address, asset)
  if (line === undefined) return 'noTrust'
  if (!isAuthorized(line)) return 'notAuthorized'
  if (line.balanceStroops < amountStroops) return 'underfunded'
  writeTrustline(overlay, { ...line, balanceStroops: line.balanceStroops - amountStroops })
  return undefined
}

function sendNative(overlay: Overlay, address: string, amountStroops: bigint): SendRefusal | undefined {
  const account = requireAccount(overlay, address)
  if (spendableStroops(account) < amountStroops) return 'underfunded'
  writeAccount(overlay, { ...account, balanceStroops: account.balanceStroops - amountStroops })
  return undefined
}
