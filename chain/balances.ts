import { StrKey, scValToBigInt, type xdr } from '@stellar/stellar-sdk'
import type { ChainConfig } from './network.ts'
import type { ChainRpc } from './rpc/client.ts'
import { RpcError } from './rpc/errors.ts'
import { usdcContractBalanceKey, usdcTrustlineKey } from './rpc/ledgerKeys.ts'
import { readEntries } from './rpc/readEntries.ts'

type BalanceConfig = Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>

/** The USDC that an account (G...) or a contract (C...) holds on the ledger, in stroops; nothing there is zero. */
export async function usdcBalance(
  rpc: ChainRpc,
  config: BalanceConfig,
  address: string,
  signal?: AbortSignal,
): Promise<bigint> {
  const balances = await usdcBalances(rpc, config, [address], signal)
  return balances.get(address) ?? 0n
}

/** The same for up to 200 addresses, all as of one ledger. */
export async function usdcBalances(
  rpc: ChainRpc,
  config: BalanceConfig,
  addresses: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, bigint>> {
  const keys = new Map(addresses.map((address) => [address, usdcBalanceKey(config, address)]))
  const { data } = await readEntries(rpc, [...keys.values()], signal)
  const balances = new Map<string, bigint>()
  for (const [address, key] of keys) balances.set(address, balanceIn(data.get(key)))
  return balances
}

/** The ledger key under which an address's USDC stands. */
export function usdcBalanceKey(config: BalanceConfig, address: string): string {
  return StrKey.isValidContract(address) ? usdcContractBalanceKey(config, address) : usdcTrustlineKey(config, address)
}

/** The balance in the entry of such a key, in stroops. */
export function balanceIn(entry: xdr.LedgerEntryData | undefined): bigint {
  if (entry === undefined) return 0n
  if (entry.type === 'trustline') return entry.trustLine.balance
  const value = entry.type === 'contractData' ? entry.contractData.val : null
  const fields = value?.type === 'scvMap' ? (value.map ?? []) : []
  const amount = fields.find((field) => field.key.type === 'scvSymbol' && field.key.sym.toString() === 'amount')
  if (amount?.val.type === 'scvI128') return scValToBigInt(amount.val)
  throw new RpcError('getLedgerEntries', 'malformed_answer', 'a USDC balance entry has no amount')
}
