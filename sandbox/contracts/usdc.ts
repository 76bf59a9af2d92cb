import { Asset, StrKey, xdr } from '@stellar/stellar-sdk'
import { moveEvent } from '../ledger/assetEvents.ts'
import type { Network } from '../ledger/network.ts'
import type { Overlay } from '../ledger/overlay.ts'
import { type ContractCode, type Host, HostError } from '../soroban/host.ts'
import { addressOfValue, i128Of, i128Value, stringValue, symbolValue } from '../soroban/values.ts'
import { addressValue } from '../xdr/addresses.ts'
import { remembered } from '../xdr/remembered.ts'
import {
  type AssetLedger,
  assetError,
  changeAuthorization,
  changeBalance,
  isHolderAuthorized,
  readBalance,
} from './assetBalances.ts'

const DECIMALS = 7

/**
 * The contract of an issued asset. Accounts keep their balance in trustlines, contracts in entries of this contract;
 * errors carry the numbers of the network's built-in asset contract.
 */
export function createAssetCode(assetName: string, network: Network, entries: Overlay): ContractCode {
  const asset = assetNamed(assetName)
  const issuer = asset.getIssuer() ?? ''
  const ledger: AssetLedger = { asset, issuer, entries }
  return {
    name: () => stringValue(assetName),
    symbol: () => stringValue(asset.getCode()),
    decimals: () => xdr.ScVal.scvU32(DECIMALS),
    admin: () => addressValue(issuer),
    balance: (host, [holder]) => i128Value(readBalance(host, ledger, holderOf(holder))),
    authorized: (host, [holder]) => xdr.ScVal.scvBool(isHolderAuthorized(host, ledger, holderOf(holder))),
    transfer: (host, args) => transfer(host, ledger, network, args),
    mint: (host, args) => mint(host, ledger, network, args),
    burn: (host, args) => burn(host, ledger, network, args),
    set_authorized: (host, args) => setAuthorized(host, ledger, args),
  }
}

function transfer(host: Host, ledger: AssetLedger, network: Network, args: readonly xdr.ScVal[]): xdr.ScVal {
  const [fromValue, toValue, amountValue] = args
  const from = holderOf(fromValue)
  const destination = destinationOf(toValue)
  const amount = amountOf(amountValue)
  if (amount < 0n) throw assetError(host, 'negativeAmount')
  host.requireAuth(from)
  changeBalance(host, ledger, from, -amount)
  changeBalance(host, ledger, destination.address, amount)
  const tag = destination.muxedId === undefined ? undefined : xdr.ScVal.scvU64(destination.muxedId)
  emitMove(host, ledger, network, { from, to: destination.address, amount, tag })
  return xdr.ScVal.scvVoid()
}

function mint(host: Host, ledger: AssetLedger, network: Network, args: readonly xdr.ScVal[]): xdr.ScVal {
  const destination = destinationOf(args[0])
  const amount = amountOf(args[1])
  if (amount < 0n) throw assetError(host, 'negativeAmount')
  host.requireAuth(ledger.issuer)
  changeBalance(host, ledger, destination.address, amount)
  emitMove(host, ledger, network, { from: ledger.issuer, to: destination.address, amount })
  return xdr.ScVal.scvVoid()
}

function burn(host: Host, ledger: AssetLedger, network: Network, args: readonly xdr.ScVal[]): xdr.ScVal {
  const from = holderOf(args[0])
  const amount = amountOf(args[1])
  if (amount < 0n) throw assetError(host, 'negativeAmount')
  host.requireAuth(from)
  changeBalance(host, ledger, from, -amount)
  emitMove(host, ledger, network, { from, to: ledger.issuer, amount })
  return xdr.ScVal.scvVoid()
}

/** Lets the issuer freeze or release a holder. */
function setAuthorized(host: Host, ledger: AssetLedger, args: readonly xdr.ScVal[]): xdr.ScVal {
  const [holderValue, authorizeValue] = args
  const holder = holderOf(holderValue)
  if (authorizeValue?.type !== 'scvBool') throw unexpectedType('authorize must be a boolean')
  host.requireAuth(ledger.issuer)
  changeAuthorization(host, ledger, holder, authorizeValue.b)
  const topics = [symbolValue('set_authorized'), addressValue(holder), stringValue(nameOf(ledger.asset))]
  host.emit(topics, authorizeValue)
  return xdr.ScVal.scvVoid()
}

interface Move {
  readonly from: string
  readonly to: string
  readonly amount: bigint
  readonly tag?: xdr.ScVal | undefined
}

/** The same event a classic payment leaves. */
function emitMove(host: Host, ledger: AssetLedger, network: Network, move: Move): void {
  const { asset } = ledger
  const event = moveEvent(network, {
    asset,
    from: move.from,
    to: move.to,
    amountStroops: move.amount,
    destinationTag: move.tag,
  })
  host.emit(event.body.v0.topics, event.body.v0.data)
}

function nameOf(asset: Asset): string {
  return `${asset.getCode()}:${asset.getIssuer()}`
}

const assetNamed = remembered((name) => {
  const [code = '', issuer = ''] = name.split(':')
  return new Asset(code, issuer)
})

function holderOf(value: xdr.ScVal | undefined): string {
  const kind = value?.type === 'scvAddress' ? value.address.type : undefined
  const isHolder = kind === 'scAddressTypeAccount' || kind === 'scAddressTypeContract'
  const address = isHolder ? addressOfValue(value) : undefined
  if (address === undefined) throw unexpectedType('expected an account or contract address')
  return address
}

/** Since protocol 23 the destination of a transfer may be a muxed account. */
function destinationOf(value: xdr.ScVal | undefined): { address: string; muxedId?: bigint } {
  if (value?.type !== 'scvAddress' || value.address.type !== 'scAddressTypeMuxedAccount') {
    return { address: holderOf(value) }
  }
  const { ed25519, id } = value.address.muxedAccount
  return { address: StrKey.encodeEd25519PublicKey(ed25519.toBytes()), muxedId: id }
}

function amountOf(value: xdr.ScVal | undefined): bigint {
  const amount = i128Of(value)
  if (amount === undefined) throw unexpectedType('expected an i128 amount')
  return amount
}

function unexpectedType(detail: string): HostError {
  return new HostError('Value', 'UnexpectedType', detail)
}

/** Instance of an asset's contract as the network stores it: metadata, administrator and the asset itself. */
export function assetInstance(asset: Asset): xdr.ScContractInstance {
  const issuer = asset.getIssuer() ?? ''
  const tag = asset.getCode().length <= 4 ? 'AlphaNum4' : 'AlphaNum12'
  const entry = (key: xdr.ScVal, val: xdr.ScVal): xdr.ScMapEntry => new xdr.ScMapEntry({ key, val })
  const variant = (name: string): xdr.ScVal => xdr.ScVal.scvVec([symbolValue(name)])
  const info = xdr.ScVal.scvMap([
    entry(symbolValue('asset_code'), stringValue(asset.getCode())),
    entry(symbolValue('issuer'), xdr.ScVal.scvBytes(StrKey.decodeEd25519PublicKey(issuer))),
  ])
  return new xdr.ScContractInstance({
    executable: xdr.ContractExecutable.contractExecutableStellarAsset(),
    storage: [
      entry(
        symbolValue('METADATA'),
        xdr.ScVal.scvMap([
          entry(symbolValue('decimal'), xdr.ScVal.scvU32(DECIMALS)),
          entry(symbolValue('name'), stringValue(nameOf(asset))),
          entry(symbolValue('symbol'), stringValue(asset.getCode())),
        ]),
      ),
      entry(variant('Admin'), addressValue(issuer)),
      entry(variant('AssetInfo'), xdr.ScVal.scvVec([symbolValue(tag), info])),
    ],
  })
}
