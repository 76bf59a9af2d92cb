import { Address, nativeToScVal, scValToNative, xdr } from '@stellar/stellar-sdk'
import { type ContractCode, ContractError, type Host } from '../../../sandbox/soroban/host.ts'

export type Holding = { readonly balance: bigint; readonly limit: bigint; readonly authorized: boolean }
/** Who holds what. An account without an entry has no trustline; a contract without one simply holds nothing. */
export type Holdings = Map<string, Holding>

export const I64_MAX = 2n ** 63n - 1n
const I128_MAX = 2n ** 127n - 1n
const tokenErrors = { negativeAmount: 8, balance: 10, deauthorized: 11, trustlineMissing: 13 } as const

/** The asset contract's rules on accounts, contracts, limits and its issuer, over a map of holdings. */
export function createTokenDouble(options: { issuer: string; holdings: () => Holdings }): ContractCode {
  const { issuer } = options
  const asset = xdr.ScVal.scvString(`USDC:${issuer}`)
  const topic = (name: string, ...addresses: xdr.ScVal[]) => [xdr.ScVal.scvSymbol(name), ...addresses, asset]

  function holdingOf(host: Host, owner: string): Holding {
    const holding = options.holdings().get(owner)
    if (holding !== undefined) return holding
    if (owner.startsWith('C')) return { balance: 0n, limit: I128_MAX, authorized: true }
    throw new ContractError(host.contractId, tokenErrors.trustlineMissing)
  }

  function add(host: Host, owner: string, amount: bigint): void {
    if (owner === issuer) return
    const holding = holdingOf(host, owner)
    if (!holding.authorized) throw new ContractError(host.contractId, tokenErrors.deauthorized)
    const balance = holding.balance + amount
    if (balance < 0n || balance > holding.limit) throw new ContractError(host.contractId, tokenErrors.balance)
    options.holdings().set(owner, { ...holding, balance })
  }

  return {
    balance: (host, [owner]) => {
      const address = readAddress(owner)
      return nativeToScVal(address === issuer ? I64_MAX : holdingOf(host, address).balance, { type: 'i128' })
    },
    decimals: () => xdr.ScVal.scvU32(7),
    transfer: (host, [from, to, amount]) => {
      const stroops = readNative<bigint>(amount)
      if (stroops < 0n) throw new ContractError(host.contractId, tokenErrors.negativeAmount)
      const [source, target] = [readAddress(from), readAddress(to)]
      host.requireAuth(source)
      add(host, source, -stroops)
      add(host, target, stroops)
      const [fromVal, toVal] = [Address.fromString(source).toScVal(), Address.fromString(target).toScVal()]
      const topics =
        source === issuer
          ? topic('mint', toVal)
          : target === issuer
            ? topic('burn', fromVal)
            : topic('transfer', fromVal, toVal)
      host.emit(topics, nativeToScVal(stroops, { type: 'i128' }))
      return xdr.ScVal.scvVoid()
    },
    set_authorized: (host, [who, authorized]) => {
      const address = readAddress(who)
      const value = readNative<boolean>(authorized)
      options.holdings().set(address, { ...holdingOf(host, address), authorized: value })
      host.emit(topic('set_authorized', Address.fromString(address).toScVal()), xdr.ScVal.scvBool(value))
      return xdr.ScVal.scvVoid()
    },
  }
}

function readNative<T>(value: xdr.ScVal | undefined): T {
  if (value === undefined) throw new Error('missing argument')
  return scValToNative(value) as T
}

const readAddress = (value: xdr.ScVal | undefined): string => readNative<string>(value)
