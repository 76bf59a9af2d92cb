import { type Asset, xdr } from '@stellar/stellar-sdk'
import { MAX_INT64, TRUSTLINE_AUTHORIZED_FLAG } from '../ledger/constants.ts'
import type { Overlay } from '../ledger/overlay.ts'
import { isAuthorized, readTrustline, type Trustline, writeTrustline } from '../ledger/trustline.ts'
import { ContractError, type Host } from '../soroban/host.ts'
import { fieldOf, i128Of, i128Value, structValue, symbolValue } from '../soroban/values.ts'
import { addressValue } from '../xdr/addresses.ts'

/** The asset and the classic ledger its trustlines are in. */
export interface AssetLedger {
  readonly asset: Asset
  readonly issuer: string
  readonly entries: Overlay
}

/** Error numbers of the network's built-in asset contract. */
const ERROR_NUMBERS = {
  negativeAmount: 8,
  balance: 10,
  balanceDeauthorized: 11,
  overflow: 12,
  trustlineMissing: 13,
} as const

/** The asset contract's refusal, under its own contract id. */
export function assetError(host: Host, name: keyof typeof ERROR_NUMBERS): ContractError {
  return new ContractError(host.contractId, ERROR_NUMBERS[name])
}

/** What an account or contract holds; the issuer is never short of its own asset. */
export function readBalance(host: Host, ledger: AssetLedger, holder: string): bigint {
  if (holder === ledger.issuer) return MAX_INT64
  if (isContract(holder)) return readContractHolding(host, holder).balanceStroops
  return requireTrustline(host, ledger, holder).balanceStroops
}

/** Whether a holder may move the asset. A contract may until it is told otherwise. */
export function isHolderAuthorized(host: Host, ledger: AssetLedger, holder: string): boolean {
  if (holder === ledger.issuer) return true
  if (isContract(holder)) return readContractHolding(host, holder).authorized
  return isAuthorized(requireTrustline(host, ledger, holder))
}

/** Adds to, or with a negative amount takes from, what a holder has. */
export function changeBalance(host: Host, ledger: AssetLedger, holder: string, change: bigint): void {
  if (holder === ledger.issuer) return
  if (isContract(holder)) {
    changeContractBalance(host, holder, change)
    return
  }
  const line = requireTrustline(host, ledger, holder)
  if (!isAuthorized(line)) throw assetError(host, 'balanceDeauthorized')
  const balanceStroops = line.balanceStroops + change
  if (balanceStroops < 0n || balanceStroops > line.limitStroops) throw assetError(host, 'balance')
  writeTrustline(ledger.entries, { ...line, balanceStroops })
}

/** Freezes or frees a holder; a contract also when it holds nothing yet. */
export function changeAuthorization(host: Host, ledger: AssetLedger, holder: string, authorized: boolean): void {
  if (isContract(holder)) {
    writeContractHolding(host, holder, { ...readContractHolding(host, holder), authorized })
    return
  }
  const line = requireTrustline(host, ledger, holder)
  const flags = authorized ? line.flags | TRUSTLINE_AUTHORIZED_FLAG : line.flags & ~TRUSTLINE_AUTHORIZED_FLAG
  writeTrustline(ledger.entries, { ...line, flags })
}

/** A holder is an account or a contract; see who calls. */
function isContract(holder: string): boolean {
  return holder.startsWith('C')
}

function requireTrustline(host: Host, ledger: AssetLedger, holder: string): Trustline {
  const line = readTrustline(ledger.entries, holder, ledger.asset)
  if (line === undefined) throw assetError(host, 'trustlineMissing')
  return line
}

function balanceKey(holder: string): xdr.ScVal {
  return xdr.ScVal.scvVec([symbolValue('Balance'), addressValue(holder)])
}

interface ContractHolding {
  readonly balanceStroops: bigint
  readonly authorized: boolean
}

/** A contract that never had the asset holds nothing and may receive it. */
function readContractHolding(host: Host, holder: string): ContractHolding {
  const stored = host.read(balanceKey(holder))
  if (stored === undefined) return { balanceStroops: 0n, authorized: true }
  const authorized = fieldOf(stored, 'authorized')
  return {
    balanceStroops: i128Of(fieldOf(stored, 'amount')) ?? 0n,
    authorized: authorized?.type === 'scvBool' && authorized.b,
  }
}

function changeContractBalance(host: Host, holder: string, change: bigint): void {
  const holding = readContractHolding(host, holder)
  if (!holding.authorized) throw assetError(host, 'balanceDeauthorized')
  const balanceStroops = holding.balanceStroops + change
  if (balanceStroops < 0n) throw assetError(host, 'balance')
  if (balanceStroops >= 1n << 127n) throw assetError(host, 'overflow')
  writeContractHolding(host, holder, { ...holding, balanceStroops })
}

function writeContractHolding(host: Host, holder: string, { balanceStroops, authorized }: ContractHolding): void {
  const stored = structValue({
    amount: i128Value(balanceStroops),
    authorized: xdr.ScVal.scvBool(authorized),
    clawback: xdr.ScVal.scvBool(false),
  })
  host.write(balanceKey(holder), stored)
}
