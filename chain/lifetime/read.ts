import { usdcBalanceKey } from '../balances.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { contractInstanceKey, escrowStateKey } from '../rpc/ledgerKeys.ts'

/**
 * The ledger entries that belong to one escrow alone. The network archives each of them when its life runs out, and then
 * no call that needs it passes until it is restored. Null: the entry is on the ledger but the server does not tell its end.
 */
export type EscrowLifetime = {
  readonly latestLedger: number
  /** Entries that can be used, with the last ledger in which they can. */
  readonly live: ReadonlyMap<string, number>
  /** Entries that have to be restored before they can be used. */
  readonly archived: readonly string[]
}

/**
 * Reads how long an escrow can still be used. Its USDC is an entry of the asset contract, which ages like the escrow's own
 * two. The contract's code is everybody's: the vendor keeps it alive, and a call restores it where need be.
 */
export async function readLifetime(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>,
  contractId: string,
  signal?: AbortSignal,
): Promise<EscrowLifetime> {
  const instance = contractInstanceKey(contractId)
  const keys = [instance, escrowStateKey(contractId), usdcBalanceKey(config, contractId)]
  const { entries, latestLedger } = await rpc.getLedgerEntries(keys, signal)
  const ends = new Map(entries.map(({ key, liveUntilLedgerSeq }) => [key, liveUntilLedgerSeq ?? 0]))
  const live = new Map([...ends].filter(([, end]) => end > latestLedger))
  // A server may leave archived entries out. Every escrow has an instance, so one without it is archived as a whole.
  const candidates = ends.has(instance) ? [...ends.keys()] : keys
  return { latestLedger, live, archived: candidates.filter((key) => !live.has(key)) }
}
