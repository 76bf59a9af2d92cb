import type { ChainConfig } from './network.ts'
import type { ChainRpc } from './rpc/client.ts'
import { accountKey, usdcTrustlineKey } from './rpc/ledgerKeys.ts'
import { readEntries } from './rpc/readEntries.ts'

export type AccountState = {
  readonly sequence: bigint
  readonly xlmStroops: bigint
  readonly hasUsdcTrustline: boolean
}

export type AccountStates = { readonly latestLedger: number; readonly states: ReadonlyMap<string, AccountState> }

/** Reads accounts as the ledger has them; one that is missing in the result does not exist. */
export async function readAccounts(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'usdcIssuer'>,
  addresses: readonly string[],
  signal?: AbortSignal,
): Promise<AccountStates> {
  const keys = addresses.flatMap((address) => [accountKey(address), usdcTrustlineKey(config, address)])
  const { latestLedger, data } = await readEntries(rpc, keys, signal)
  const states = new Map<string, AccountState>()
  for (const address of addresses) {
    const account = data.get(accountKey(address))
    if (account?.type !== 'account') continue
    const hasUsdcTrustline = data.has(usdcTrustlineKey(config, address))
    states.set(address, { sequence: account.account.seqNum, xlmStroops: account.account.balance, hasUsdcTrustline })
  }
  return { latestLedger, states }
}
