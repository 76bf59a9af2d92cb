import type { xdr } from '@stellar/stellar-sdk'
import { invariant } from '../../domain/invariant.ts'
import { readAddress } from '../../domain/withdrawal/address.ts'
import {
  type DestinationFacts,
  type DestinationReason,
  destinationVerdict,
} from '../../domain/withdrawal/destination.ts'
import type { WithdrawalTerms } from '../../domain/withdrawal/terms.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { accountDataKey, accountKey, usdcTrustlineKey } from '../rpc/ledgerKeys.ts'
import { readEntries } from '../rpc/readEntries.ts'

type Chain = { readonly rpc: ChainRpc; readonly config: Pick<ChainConfig, 'usdcIssuer'> }

/** SEP-29: set to 1 by who needs a memo to know whose payment it is, such as an exchange. */
const MEMO_REQUIRED = 'config.memo_required'
/** TrustLineFlags.AUTHORIZED_FLAG */
const AUTHORIZED = 1

/**
 * Asks the network, in one call, whether the destination could be paid now; null when it could. Throws RpcError when the
 * network cannot be asked. What it says may change before the payment: that is judged again by the ledger itself.
 */
export async function examineDestination(
  { rpc, config }: Chain,
  { destination, amountStroops, memo }: Pick<WithdrawalTerms, 'destination' | 'amountStroops' | 'memo'>,
  signal?: AbortSignal,
): Promise<DestinationReason | null> {
  const named = readAddress(destination)
  if (named === null) return 'not_an_address'
  if (named.kind === 'contract') return 'is_a_contract'
  const facts = await readDestination(rpc, config, named.account, signal)
  return destinationVerdict(facts, {
    amountStroops: BigInt(amountStroops),
    namesReceiver: memo !== null || named.muxedId !== null,
  })
}

async function readDestination(
  rpc: ChainRpc,
  config: Chain['config'],
  account: string,
  signal: AbortSignal | undefined,
): Promise<DestinationFacts> {
  const keys = {
    account: accountKey(account),
    trustline: usdcTrustlineKey(config, account),
    memo: accountDataKey(account, MEMO_REQUIRED),
  }
  const { data } = await readEntries(rpc, Object.values(keys), signal)
  return {
    exists: data.has(keys.account),
    isIssuer: account === config.usdcIssuer,
    trustline: trustlineIn(data.get(keys.trustline)),
    demandsMemo: saysOne(data.get(keys.memo)),
  }
}

function trustlineIn(entry: xdr.LedgerEntryData | undefined): DestinationFacts['trustline'] {
  if (entry === undefined) return null
  invariant(entry.type === 'trustline', `The RPC server answered a trustline with a ${entry.type}`)
  const { balance, limit, flags, ext } = entry.trustLine
  // What is on offer to be bought takes up room as well.
  const buying = ext.type === 'v1' ? ext.v1.liabilities.buying : 0n
  return { isAuthorized: (Number(flags) & AUTHORIZED) !== 0, roomStroops: limit - balance - buying }
}

function saysOne(entry: xdr.LedgerEntryData | undefined): boolean {
  return entry?.type === 'data' && Buffer.from(entry.data.dataValue.value).toString() === '1'
}
