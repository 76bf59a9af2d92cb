import { scValToNative, type xdr } from '@stellar/stellar-sdk'
import { balanceIn, usdcBalanceKey } from '../balances.ts'
import type { ChainConfig } from '../network.ts'
import type { ChainRpc } from '../rpc/client.ts'
import { contractInstanceKey, ESCROW_STATE_KEY, escrowStateKey } from '../rpc/ledgerKeys.ts'
import { readEntries } from '../rpc/readEntries.ts'
import { sameVal } from '../scval.ts'
import { type EscrowState, parseState } from './state.ts'

/** Reads the contract's own state; null when there is no such escrow, or its entry is gone from the ledger. */
export async function readEscrow(rpc: ChainRpc, contractId: string, signal?: AbortSignal): Promise<EscrowState | null> {
  const { data } = await readEntries(rpc, stateKeys(contractId), signal)
  return stateIn(data, contractId)
}

/** The same together with the USDC that the contract holds, both as of one ledger. */
export async function readEscrowAndBalance(
  rpc: ChainRpc,
  config: Pick<ChainConfig, 'usdcIssuer' | 'passphrase'>,
  contractId: string,
  signal?: AbortSignal,
): Promise<{ escrow: EscrowState | null; heldStroops: bigint }> {
  const balanceKey = usdcBalanceKey(config, contractId)
  const { data } = await readEntries(rpc, [...stateKeys(contractId), balanceKey], signal)
  return { escrow: stateIn(data, contractId), heldStroops: balanceIn(data.get(balanceKey)) }
}

function stateKeys(contractId: string): readonly string[] {
  return [escrowStateKey(contractId), contractInstanceKey(contractId)]
}

function stateIn(data: ReadonlyMap<string, xdr.LedgerEntryData>, contractId: string): EscrowState | null {
  const [state, instance] = stateKeys(contractId).map((key) => data.get(key))
  const value = contractValue(state) ?? instanceValue(instance)
  if (value === null) return null
  const escrow = parseState(scValToNative(value))
  if (escrow === null) throw new Error(`The contract ${contractId} holds no escrow that we can read`)
  return escrow
}

function contractValue(entry: xdr.LedgerEntryData | undefined): xdr.ScVal | null {
  return entry?.type === 'contractData' ? entry.contractData.val : null
}

/** Early revisions of the contract keep their state inside the instance entry. */
function instanceValue(entry: xdr.LedgerEntryData | undefined): xdr.ScVal | null {
  const value = contractValue(entry)
  if (value?.type !== 'scvContractInstance') return null
  return (value.instance.storage ?? []).find((item) => sameVal(item.key, ESCROW_STATE_KEY))?.val ?? null
}
