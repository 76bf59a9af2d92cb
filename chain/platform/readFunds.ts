import type { xdr } from '@stellar/stellar-sdk'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { accountKey, usdcTrustlineKey } from '../rpc/ledgerKeys.ts'
import { readEntries } from '../rpc/readEntries.ts'

/** What an account has of its own, in stroops. */
export type Funds = {
  readonly xlmStroops: bigint
  /** What the network lets it spend: the rest is the reserve for itself and for what it sponsors. */
  readonly spendableStroops: bigint
  /** Null without a trustline. */
  readonly usdcStroops: bigint | null
}

/** 0.5 XLM for each entry that an account has, and two for the account itself. */
export const BASE_RESERVE_STROOPS = 5_000_000n
/** An account of nothing but one trustline, whose three reserves its sponsor locks up. */
export const SPONSORED_WALLET_STROOPS = 3n * BASE_RESERVE_STROOPS

/** Reads the funds of accounts; one that is missing in the result does not exist. At most 100 at once. */
export async function readFunds(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'usdcIssuer'>,
  addresses: readonly string[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, Funds>> {
  const keys = addresses.flatMap((address) => [accountKey(address), usdcTrustlineKey(config, address)])
  const { data } = await readEntries(rpc, [...new Set(keys)], signal)
  const funds = new Map<string, Funds>()
  for (const address of addresses) {
    const entry = data.get(accountKey(address))
    if (entry?.type !== 'account') continue
    const line = data.get(usdcTrustlineKey(config, address))
    funds.set(address, {
      xlmStroops: entry.account.balance,
      spendableStroops: entry.account.balance - reserveOf(entry.account),
      usdcStroops: line?.type === 'trustline' ? line.trustLine.balance : null,
    })
  }
  return funds
}

function reserveOf(account: xdr.AccountEntry): bigint {
  const v2 = account.ext.type === 'v1' && account.ext.v1.ext.type === 'v2' ? account.ext.v1.ext.v2 : null
  const entries = 2 + account.numSubEntries + (v2?.numSponsoring ?? 0) - (v2?.numSponsored ?? 0)
  return BigInt(entries) * BASE_RESERVE_STROOPS
}
