import { MuxedAccount, StrKey, type xdr } from '@stellar/stellar-sdk'
import type { DestinationFacts } from '../domain/withdrawal/destination.ts'
import type { ChainConfig } from './network.ts'
import type { ChainRpc } from './rpc/client.ts'
import { accountDataKey, accountKey, usdcTrustlineKey } from './rpc/ledgerKeys.ts'
import { readEntries } from './rpc/readEntries.ts'

/** SEP-29: who holds many customers' money under one address says so, because a payment without a memo is lost to them. */
const MEMO_REQUIRED = 'config.memo_required'
const YES = '1'

/** The account (G...) that an address names: of a muxed one (M...) the account without its number. */
export function accountOf(destination: string): string {
  if (!StrKey.isValidMed25519PublicKey(destination)) return destination
  return MuxedAccount.fromAddress(destination, '0').baseAccount().accountId()
}

/** What the ledger says of an account that is to be paid USDC, all as of one ledger. */
export async function readDestination(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'usdcIssuer'>,
  destination: string,
  signal?: AbortSignal,
): Promise<DestinationFacts> {
  const address = accountOf(destination)
  const isIssuer = address === config.usdcIssuer
  const account = accountKey(address)
  const memo = accountDataKey(address, MEMO_REQUIRED)
  // The issuer cannot have a trustline for its own asset, and a server may refuse to look for one.
  const trustline = isIssuer ? null : usdcTrustlineKey(config, address)
  const { data } = await readEntries(rpc, [account, memo, ...(trustline === null ? [] : [trustline])], signal)
  return {
    exists: data.has(account),
    isIssuer,
    trustline: trustline === null ? null : trustlineIn(data.get(trustline)),
    demandsMemo: dataIn(data.get(memo)) === YES,
  }
}

const AUTHORIZED = 1

/** What a trustline may still take in: its limit, less what it holds and what open offers to buy may bring. */
function trustlineIn(entry: xdr.LedgerEntryData | undefined): DestinationFacts['trustline'] {
  if (entry?.type !== 'trustline') return null
  const { balance, limit, flags, ext } = entry.trustLine
  const buying = ext.type === 1 ? ext.v1.liabilities.buying : 0n
  return { isAuthorized: (flags & AUTHORIZED) !== 0, roomStroops: limit - balance - buying }
}

function dataIn(entry: xdr.LedgerEntryData | undefined): string | null {
  return entry?.type === 'data' ? Buffer.from(entry.data.dataValue).toString() : null
}
